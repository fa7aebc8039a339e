package org.emailflow.mail;

/**
 * Tags taken out of a text, in two readings: as a simple program does it ({@code <} up to the next
 * {@code >}), and as a browser does, which knows comments and quoted attribute values.
 *
 * <p>Both are linear: a search that once came back empty is not made again.
 */
final class Markup {

  /** A browser's reading of a longer tag is not worth following. */
  private static final int LONGEST_TAG = 65_536;

  private Markup() {}

  /** Without what stands from a {@code <} to the next {@code >}. */
  static TextView withoutTags(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    int open = indexOf(text, '<', 0, text.length());
    while (open >= 0) {
      int close = indexOf(text, '>', open, text.length());
      if (close < 0) {
        break;
      }
      editor.replace(open, close + 1, "");
      open = indexOf(text, '<', close, text.length());
    }
    return editor.view();
  }

  /**
   * Without comments and tags as a browser sees them; the text itself where both readings agree.
   * Where a tag never ends, the rest stays as it is.
   */
  static TextView asRead(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    boolean differs = false;
    int simple = -1;
    for (int i = indexOf(text, '<', 0, text.length()); i >= 0; ) {
      int close = isTag(text, i) ? closeOf(text, i) : i;
      simple = simple < i ? indexOf(text, '>', i, text.length()) : simple;
      if (close < 0 || simple < 0) {
        break;
      }
      differs |= close != simple;
      if (close > i) {
        editor.replace(i, close + 1, "");
      }
      i = indexOf(text, '<', close + 1, text.length());
    }
    return differs ? editor.view() : text;
  }

  /** The tags within {@code [start, end)}, one after the other. */
  static String tagsOf(CharSequence text, int start, int end) {
    StringBuilder tags = new StringBuilder();
    int open = indexOf(text, '<', start, end);
    while (open >= 0) {
      int close = isTag(text, open) ? closeOf(text, open) : -1;
      close = close < 0 || close >= end ? indexOf(text, '>', open, end) : close;
      if (close < 0) {
        break;
      }
      tags.append(text, open, close + 1);
      open = indexOf(text, '<', close, end);
    }
    return tags.toString();
  }

  private static boolean isTag(CharSequence text, int at) {
    char c = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    return c == '/' || c == '!' || c == '?' || Character.isLetter(c);
  }

  /** The place of the {@code >} that ends the tag or comment; -1 when there is none. */
  private static int closeOf(CharSequence text, int open) {
    int limit = Math.min(text.length(), open + LONGEST_TAG);
    if (text.length() > open + 3 && text.subSequence(open, open + 4).toString().equals("<!--")) {
      for (int i = open + 4; i < limit; i++) {
        if (text.charAt(i) == '>' && text.charAt(i - 1) == '-' && text.charAt(i - 2) == '-') {
          return i;
        }
      }
      return -1;
    }
    char quote = 0;
    for (int i = open + 1; i < limit; i++) {
      char c = text.charAt(i);
      if (quote == 0 && c == '>') {
        return i;
      }
      if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
      }
    }
    return -1;
  }

  private static int indexOf(CharSequence text, char c, int from, int end) {
    for (int i = from; i < end; i++) {
      if (text.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }
}
