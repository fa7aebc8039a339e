package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;

/**
 * Folds the content lines of a calendar or a card (RFC 5545 section 3.1, RFC 6350 section 3.2) that
 * an edit made longer than 75 octets. Lines without an edit stay as they are, and so does all else
 * on an edited line: a fold is only put in between.
 */
final class ContentLines {

  private static final int LIMIT = 75;

  private final CharSequence text;
  private final String fold;
  private final List<TextEdit> out = new ArrayList<>();
  private int column;

  private ContentLines(CharSequence text) {
    this.text = text;
    this.fold = lineEnd(text) + " ";
  }

  /** The edits (sorted, not overlapping) with the folds that they make necessary. */
  static List<TextEdit> folded(CharSequence text, List<TextEdit> edits) {
    ContentLines lines = new ContentLines(text);
    int at = 0;
    for (int i = 0; i < edits.size(); i++) {
      TextEdit edit = edits.get(i);
      int start = lineStart(text, edit.start(), at);
      lines.column = start == 0 || text.charAt(start - 1) == '\n' ? 0 : lines.column;
      at = start;
      lines.keep(at, edit.start());
      lines.out.add(new TextEdit(edit.start(), edit.end(), lines.written(edit.replacement())));
      at = edit.end();
      int end = lineEndAfter(text, at);
      if (i + 1 == edits.size() || edits.get(i + 1).start() >= end) {
        lines.keep(at, end);
        at = end;
      }
    }
    return lines.out;
  }

  private void keep(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Character.isLowSurrogate(text.charAt(i)) && advance(text, i)) {
        out.add(new TextEdit(i, i, fold));
      }
    }
  }

  private String written(String replacement) {
    StringBuilder written = new StringBuilder(replacement.length() + fold.length());
    for (int i = 0; i < replacement.length(); i++) {
      if (!Character.isLowSurrogate(replacement.charAt(i)) && advance(replacement, i)) {
        written.append(fold);
      }
      written.append(replacement.charAt(i));
    }
    return written.toString();
  }

  /** Counts the character at {@code index}; whether a fold must stand before it. */
  private boolean advance(CharSequence chars, int index) {
    int octets = octets(chars, index);
    if (column + octets <= LIMIT) {
      column += octets;
      return false;
    }
    column = 1 + octets;
    return true;
  }

  private static int octets(CharSequence chars, int index) {
    char c = chars.charAt(index);
    return c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isHighSurrogate(c) ? 4 : 3;
  }

  private static int lineStart(CharSequence text, int at, int floor) {
    int i = at;
    while (i > floor && text.charAt(i - 1) != '\n') {
      i--;
    }
    return i;
  }

  private static int lineEndAfter(CharSequence text, int at) {
    int i = at;
    while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
      i++;
    }
    return i;
  }

  private static String lineEnd(CharSequence text) {
    int end = lineEndAfter(text, 0);
    return end < text.length() && text.charAt(end) == '\r' ? "\r\n" : "\n";
  }
}
