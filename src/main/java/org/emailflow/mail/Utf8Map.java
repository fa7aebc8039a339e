package org.emailflow.mail;

import java.nio.charset.StandardCharsets;

/** The places of characters in valid UTF-8, which follow from the characters. */
final class Utf8Map {
  private Utf8Map() {}

  static MappedText of(String text) {
    int[] starts = new int[text.length() + 1];
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      starts[i] = at;
      char c = text.charAt(i);
      // Of a pair, the first has all four bytes.
      at += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isHighSurrogate(c) ? 4 : isLow(c) ? 0 : 3;
    }
    starts[text.length()] = at;
    return new MappedText(text, StandardCharsets.UTF_8, starts, false);
  }

  private static boolean isLow(char c) {
    return Character.isLowSurrogate(c);
  }
}
