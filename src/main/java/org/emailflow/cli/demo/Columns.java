package org.emailflow.cli.demo;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Text by the columns that it takes on a terminal: Chinese, Japanese and Korean take two each. */
final class Columns {
  private static final Set<UnicodeScript> WIDE =
      Set.of(
          UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

  private Columns() {}

  /** As much of {@code text} as goes into {@code columns}, with an ellipsis where some is cut. */
  static String clip(String text, int columns) {
    int end = fitting(text, columns);
    return end == text.length() ? text : text.substring(0, fitting(text, columns - 1)) + "…";
  }

  /** {@code text} in lines of at most {@code columns}, broken at spaces where there are any. */
  static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    String rest = text.stripTrailing();
    int end = fitting(rest, columns);
    while (end < rest.length()) {
      int space = rest.lastIndexOf(' ', end);
      int cut = space > 0 ? space : end;
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut).stripLeading();
      end = fitting(rest, columns);
    }
    lines.add(rest);
    return lines;
  }

  /** How many characters of {@code text} go into {@code columns}. */
  private static int fitting(String text, int columns) {
    int used = 0;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      used += width(c);
      if (used > columns) {
        return at;
      }
      at += Character.charCount(c);
    }
    return at;
  }

  /** Without control characters, which could steer the terminal. */
  static String harmless(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(steers(c) ? ' ' : c));
    return out.toString();
  }

  private static boolean steers(int c) {
    int type = Character.getType(c);
    return Character.isISOControl(c) || type == Character.FORMAT || c == 0x2028 || c == 0x2029;
  }

  private static int width(int c) {
    boolean fullWidth = (c >= 0x3000 && c < 0x3040) || (c >= 0xff01 && c < 0xff61) || c >= 0x1f300;
    return fullWidth || WIDE.contains(UnicodeScript.of(c)) ? 2 : 1;
  }
}
