package org.emailflow.mail;

import java.nio.charset.StandardCharsets;

/** Whether a header field may go out with the bytes that it came with. */
final class FieldBytes {

  static final int LONGEST_LINE = 998;

  private FieldBytes() {}

  /**
   * True when the field is written as RFC 5322 (with RFC 6532: in UTF-8) has it: no white space
   * before the colon, lines of at most 998 octets that end in LF or CRLF and are not blank, and no
   * control characters.
   *
   * @param utf8 whether UTF-8 may stand in it
   */
  static boolean arePassable(Field field, boolean utf8) {
    byte[] raw = field.raw();
    return raw.length > 0
        && raw[raw.length - 1] == '\n'
        && field.bodyStart() - field.start() == field.name().length() + 1
        && hasOrderlyLines(raw)
        && (isAscii(raw) || (utf8 && isUtf8(raw)));
  }

  static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasOrderlyLines(byte[] raw) {
    int start = 0;
    boolean blank = true;
    for (int i = 0; i < raw.length; i++) {
      byte b = raw[i];
      if (b == '\n') {
        if (blank || i - start > LONGEST_LINE) {
          return false;
        }
        start = i + 1;
        blank = true;
      } else if (b == '\r' ? raw[i + 1] != '\n' : (b >= 0 && b < ' ' && b != '\t') || b == 0x7F) {
        return false;
      } else if (b != ' ' && b != '\t' && b != '\r') {
        blank = false;
      }
    }
    return true;
  }

  private static boolean isUtf8(byte[] raw) {
    String text = new String(raw, StandardCharsets.UTF_8);
    return !Chars.any(text, c -> c == 0xFFFD || (c >= 0x80 && c < 0xA0));
  }
}
