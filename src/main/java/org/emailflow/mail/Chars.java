package org.emailflow.mail;

import java.util.function.IntPredicate;

/**
 * What holds for the characters of a text. A stream of them would say the same, and its pipelines
 * took a twentieth of a sweep: most texts here are shorter than a line.
 */
public final class Chars {

  private Chars() {}

  public static boolean all(String text, IntPredicate rule) {
    for (int i = 0; i < text.length(); i++) {
      if (!rule.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  public static boolean any(String text, IntPredicate rule) {
    for (int i = 0; i < text.length(); i++) {
      if (rule.test(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
