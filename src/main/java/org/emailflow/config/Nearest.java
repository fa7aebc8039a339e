package org.emailflow.config;

import java.util.Collection;
import java.util.Optional;

/**
 * The word that a mistyped one was meant to be: by edit distance with transpositions (optimal
 * string alignment), at most a third of its length and at least one edit away.
 */
public final class Nearest {

  private Nearest() {}

  /** The first of the nearest {@code words}; empty if none is near. */
  public static Optional<String> to(String typed, Collection<String> words) {
    int least = 1 + Math.max(1, typed.length() / 3);
    String nearest = null;
    for (String word : words) {
      int distance = distance(typed, word);
      if (distance < least) {
        least = distance;
        nearest = word;
      }
    }
    return Optional.ofNullable(nearest);
  }

  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }
}
