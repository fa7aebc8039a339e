package org.emailflow.relay;

import java.util.Optional;

/**
 * Crockford's base32 in lower case: no {@code i l o u}, so that no two characters look alike. Whole
 * groups of five bytes only, which is all that tokens and ids need; so there is no padding.
 */
final class Base32 {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private Base32() {}

  static String encode(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length * 8 / 5);
    for (int i = 0; i < bytes.length; i += 5) {
      long group = 0;
      for (int j = 0; j < 5; j++) {
        group = group << 8 | (bytes[i + j] & 0xff);
      }
      for (int shift = 35; shift >= 0; shift -= 5) {
        out.append(ALPHABET.charAt((int) (group >> shift & 31)));
      }
    }
    return out.toString();
  }

  static Optional<byte[]> decode(String text) {
    if (text.length() % 8 != 0) {
      return Optional.empty();
    }
    byte[] out = new byte[text.length() / 8 * 5];
    for (int i = 0; i < text.length(); i += 8) {
      long group = 0;
      for (int j = 0; j < 8; j++) {
        int digit = ALPHABET.indexOf(text.charAt(i + j));
        if (digit < 0) {
          return Optional.empty();
        }
        group = group << 5 | digit;
      }
      for (int j = 0; j < 5; j++) {
        out[i / 8 * 5 + j] = (byte) (group >> (32 - 8 * j));
      }
    }
    return Optional.of(out);
  }
}
