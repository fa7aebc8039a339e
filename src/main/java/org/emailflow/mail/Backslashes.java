package org.emailflow.mail;

/**
 * Escapes that begin with a backslash, as three kinds of text have them. What is no escape in one
 * of them is the character behind the backslash.
 */
final class Backslashes {

  private static final int LONGEST_CODE = 6;

  private Backslashes() {}

  /** Of iCalendar and vCard (RFC 5545 section 3.3.11, RFC 6350 section 3.4). */
  static TextView ofCalendar(TextView text) {
    return decoded(
        text,
        (editor, at) -> {
          char c = text.charAt(at + 1);
          editor.replace(at, at + 2, c == 'n' || c == 'N' ? "\n" : String.valueOf(c));
          return at + 2;
        });
  }

  /** Of JavaScript and JSON (RFC 8259 section 7): {@code \n}, {@code \x40}, {@code \100}. */
  static TextView ofScript(TextView text) {
    return decoded(text, (editor, at) -> script(text, editor, at));
  }

  /** Of CSS (Syntax section 4.3.7): {@code \40} and white space, {@code \000040}. */
  static TextView ofStyleSheet(TextView text) {
    return decoded(text, (editor, at) -> styleSheet(text, editor, at));
  }

  /** Decodes the escape that begins at a place, and says where it ends. */
  private interface Escape {
    int decode(TextView.Editor editor, int at);
  }

  private static TextView decoded(TextView text, Escape escape) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 0; i + 1 < text.length(); ) {
      i = text.charAt(i) == '\\' ? escape.decode(editor, i) : i + 1;
    }
    return editor.view();
  }

  private static int script(TextView text, TextView.Editor editor, int at) {
    char c = text.charAt(at + 1);
    if (c == 'x') {
      return code(text, editor, at, at + 2, 2, 2);
    }
    boolean braces = c == 'u' && at + 2 < text.length() && text.charAt(at + 2) == '{';
    if (braces) {
      int end = code(text, editor, at, at + 3, 1, LONGEST_CODE);
      return end < text.length() && text.charAt(end) == '}' ? gone(editor, end, end + 1) : end;
    }
    if (c == 'u') {
      return code(text, editor, at, at + 2, 4, 4);
    }
    if (isOctal(c)) {
      return octal(text, editor, at);
    }
    boolean blank = "nrtbfv\n".indexOf(c) >= 0;
    editor.replace(at, at + 2, blank ? "\n" : String.valueOf(c));
    return at + 2;
  }

  /** Up to {@code \377}, as old scripts have it (ECMA-262 annex B.1.2). */
  private static int octal(TextView text, TextView.Editor editor, int at) {
    int most = text.charAt(at + 1) <= '3' ? 3 : 2;
    int end = at + 1;
    int value = 0;
    while (end < text.length() && end - at <= most && isOctal(text.charAt(end))) {
      value = value * 8 + text.charAt(end) - '0';
      end++;
    }
    editor.replace(at, end, value == 0 ? "\n" : String.valueOf((char) value));
    return end;
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private static int styleSheet(TextView text, TextView.Editor editor, int at) {
    if (!isHex(text, at + 1)) {
      String next = String.valueOf(text.charAt(at + 1));
      editor.replace(at, at + 2, next.isBlank() ? "" : next);
      return at + 2;
    }
    int end = code(text, editor, at, at + 1, 1, LONGEST_CODE);
    boolean blank = end < text.length() && " \t\n\r\f".indexOf(text.charAt(end)) >= 0;
    return blank ? gone(editor, end, end + 1) : end;
  }

  private static int gone(TextView.Editor editor, int start, int end) {
    editor.replace(start, end, "");
    return end;
  }

  /** Decodes so many hexadecimal digits; leaves the text as it is where there are fewer. */
  private static int code(
      TextView text, TextView.Editor editor, int at, int digits, int least, int most) {
    int end = digits;
    while (end - digits < most && isHex(text, end)) {
      end++;
    }
    if (end - digits < least) {
      return digits;
    }
    int point = Integer.parseInt(text.subSequence(digits, end), 16);
    editor.replace(at, end, Character.isValidCodePoint(point) ? Character.toString(point) : "?");
    return end;
  }

  private static boolean isHex(TextView text, int at) {
    return at < text.length()
        && text.charAt(at) < 0x80
        && Character.digit(text.charAt(at), 16) >= 0;
  }
}
