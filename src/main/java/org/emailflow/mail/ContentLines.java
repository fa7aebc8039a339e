package org.emailflow.mail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Folds the content lines of a calendar or a card (RFC 5545 section 3.1, RFC 6350 section 3.2) that
 * an edit made longer than 75 octets. Lines without an edit stay as they are, and so does all else
 * on an edited line: a fold is only put in between.
 *
 * <p>A fold stands between words where there is such a place: in the middle of {@code joann@…} it
 * would show a reader who does not unfold another address, {@code ann@…}.
 */
final class ContentLines {

  private static final int LIMIT = 75;

  /** Beside these no address, escape or character reference is cut in two. */
  private static final String SEPARATORS = " \t:;,\"<>()[]{}/?'|";

  private final CharSequence text;
  private final String fold;
  private final List<TextEdit> out = new ArrayList<>();

  private ContentLines(CharSequence text) {
    this.text = text;
    this.fold = lineEnd(text) + " ";
  }

  /** The edits (sorted, not overlapping) with the folds that they make necessary. */
  static List<TextEdit> folded(CharSequence text, List<TextEdit> edits) {
    ContentLines lines = new ContentLines(text);
    int floor = 0;
    for (int first = 0; first < edits.size(); ) {
      int end = lineEndAfter(text, edits.get(first).end());
      int next = first + 1;
      while (next < edits.size() && edits.get(next).start() < end) {
        end = edits.get(next).end() <= end ? end : lineEndAfter(text, edits.get(next).end());
        next++;
      }
      int start = lineStart(text, edits.get(first).start(), floor);
      lines.fold(start, end, edits.subList(first, next));
      floor = end;
      first = next;
    }
    return lines.out;
  }

  /** Folds one line, of which the edits are. */
  private void fold(int start, int end, List<TextEdit> edits) {
    StringBuilder line = new StringBuilder();
    int at = start;
    for (TextEdit edit : edits) {
      line.append(text, at, edit.start()).append(edit.replacement());
      at = edit.end();
    }
    Deque<Integer> places = places(line.append(text, at, end));
    int column = 0;
    at = start;
    for (TextEdit edit : edits) {
      keep(places, column, at, edit.start());
      column += edit.start() - at;
      String written = written(places, column, edit.replacement());
      out.add(new TextEdit(edit.start(), edit.end(), written));
      column += edit.replacement().length();
      at = edit.end();
    }
    keep(places, column, at, end);
  }

  /** Puts folds between the characters of {@code [from, to)}, which stay. */
  private void keep(Deque<Integer> places, int column, int from, int to) {
    while (!places.isEmpty() && places.peek() < column + to - from) {
      int i = from + places.remove() - column;
      out.add(new TextEdit(i, i, fold));
    }
  }

  /** Puts folds into what is written. */
  private String written(Deque<Integer> places, int column, String text) {
    StringBuilder written = new StringBuilder();
    int done = 0;
    while (!places.isEmpty() && places.peek() < column + text.length()) {
      int i = places.remove() - column;
      written.append(text, done, i).append(fold);
      done = i;
    }
    return written.append(text, done, text.length()).toString();
  }

  /** Before which characters of an edited line a fold must stand. */
  private static Deque<Integer> places(CharSequence line) {
    Deque<Integer> places = new ArrayDeque<>();
    int column = 0;
    for (int i = 0; i < line.length(); i++) {
      int octets = octets(line.charAt(i));
      if (column + octets > LIMIT) {
        int place = place(line, places.isEmpty() ? 1 : places.getLast() + 1, i);
        places.add(place);
        column = 1;
        for (int k = place; k < i; k++) {
          column += octets(line.charAt(k));
        }
      }
      column = line.charAt(i) == '\n' ? 0 : column + octets;
    }
    return places;
  }

  /** The last place between words behind {@code after}, and {@code last} where there is none. */
  private static int place(CharSequence line, int after, int last) {
    int place = last;
    while (place > after && !isGood(line, place)) {
      place--;
    }
    return place > after ? place : last;
  }

  private static boolean isGood(CharSequence line, int at) {
    char before = line.charAt(at - 1);
    char after = line.charAt(at);
    return !Character.isLowSurrogate(after)
        && (SEPARATORS.indexOf(before) >= 0 || before >= 0x80 || after >= 0x80);
  }

  /** In UTF-8; a surrogate pair counts as its first half, so that none is ever cut. */
  private static int octets(char c) {
    boolean low = Character.isLowSurrogate(c);
    return low ? 0 : c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isHighSurrogate(c) ? 4 : 3;
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
