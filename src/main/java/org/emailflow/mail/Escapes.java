package org.emailflow.mail;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Escapes of one sign and two hexadecimal digits ({@code %40}, {@code =40}), as UTF-8. */
final class Escapes {

  private static final int WIDTH = 3;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Escapes() {}

  /** The view with its escapes decoded; octets that are no UTF-8 become replacement characters. */
  static TextView decoded(TextView text, char sign) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 0; i + 2 < text.length(); i++) {
      int first = octet(text, i, sign);
      if (first >= 0) {
        int length = sequence(text, i, sign, first);
        editor.replace(i, i + length * WIDTH, character(text, i, sign, length));
        i += length * WIDTH - 1;
      }
    }
    return editor.view();
  }

  /** {@code text} with all but unreserved characters (RFC 3986) escaped as UTF-8. */
  static String percentEncoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xFF);
      if (TextBounds.isAlphanumeric(c) || c == '.' || c == '-' || c == '_' || c == '~') {
        out.append(c);
      } else {
        out.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return out.toString();
  }

  private static int octet(CharSequence text, int at, char sign) {
    if (at + 2 >= text.length() || text.charAt(at) != sign) {
      return -1;
    }
    int high = hex(text.charAt(at + 1));
    int low = hex(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /** How many escapes make the character that begins here: 1 where they make none. */
  private static int sequence(CharSequence text, int at, char sign, int first) {
    int length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
    for (int n = 1; n < length; n++) {
      int next = octet(text, at + n * WIDTH, sign);
      if (next < 0x80 || next > 0xBF) {
        return 1;
      }
    }
    return length;
  }

  private static String character(CharSequence text, int at, char sign, int length) {
    int first = octet(text, at, sign);
    if (first < 0x80) {
      return String.valueOf((char) first);
    }
    byte[] octets = new byte[length];
    for (int n = 0; n < length; n++) {
      octets[n] = (byte) octet(text, at + n * WIDTH, sign);
    }
    return new String(octets, StandardCharsets.UTF_8);
  }
}
