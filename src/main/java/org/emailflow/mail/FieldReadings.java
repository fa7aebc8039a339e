package org.emailflow.mail;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The ways in which a program may read the body of a header field, so that what is hidden in one of
 * them is found: folds undone with or without their white space, encoded-words decoded or not,
 * those within others or with junk among them too, or what is left of one that was never ended.
 */
final class FieldReadings {

  private FieldReadings() {}

  /** Every reading of a field as it stands in the source. */
  static Set<String> of(Field field) {
    byte[] raw = field.raw();
    int colon = (int) (field.bodyStart() - field.start());
    return of(HeaderText.read(Arrays.copyOfRange(raw, colon, raw.length)));
  }

  /** Every reading of a field body, folds included. */
  static Set<String> of(String body) {
    Set<String> readings = new LinkedHashSet<>();
    String spaced = unfolded(body, true);
    add(readings, spaced);
    String joined = unfolded(body, false);
    if (!joined.equals(spaced)) {
      add(readings, joined);
    }
    return readings;
  }

  private static void add(Set<String> readings, String text) {
    readings.add(text);
    if (text.contains("=?")) {
      String decoded = EncodedWords.decode(text);
      readings.add(decoded);
      readings.add(decoded.replace("\0", ""));
      readings.add(EncodedWords.decodeApart(text));
      if (decoded.contains("=?")) {
        readings.add(EncodedWords.decode(decoded));
        readings.add(EncodedWords.decodeLeniently(text));
      }
    }
    if (text.contains("=40")) {
      readings.add(Escapes.decoded(TextView.of(text), '=').toString());
    }
  }

  /** Without line ends and NULs; without the white space of the folds too, if that is asked. */
  private static String unfolded(String body, boolean keepSpace) {
    StringBuilder out = new StringBuilder(body.length());
    boolean fold = false;
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == '\r' || c == '\n') {
        fold = true;
      } else if (c != 0 && (keepSpace || !fold || (c != ' ' && c != '\t'))) {
        out.append(c);
        fold = false;
      }
    }
    return out.toString().strip();
  }
}
