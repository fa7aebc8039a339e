package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The unique ids of calendar objects (RFC 5545: {@code UID} and {@code RELATED-TO}). They are made
 * with a host name or an address in them, and an answer to an invitation must bring the same id
 * back, so they go through the map of ids like a Message-ID.
 */
final class CalendarIds {

  private CalendarIds() {}

  /** Hands out every id of a calendar text. */
  static void collect(CharSequence text, Consumer<String> ids) {
    for (TextEdit id : edits(text, UnaryOperator.identity())) {
      ids.accept(id.replacement());
    }
  }

  /** The edits and those of the ids, merged; an edit within an id gives way to it. */
  static List<TextEdit> with(CharSequence text, List<TextEdit> edits, UnaryOperator<String> ids) {
    List<TextEdit> own = edits(text, ids);
    if (own.isEmpty()) {
      return edits;
    }
    List<TextEdit> all = new ArrayList<>(own);
    int next = 0;
    for (TextEdit edit : edits) {
      while (next < own.size() && own.get(next).end() <= edit.start()) {
        next++;
      }
      if (next == own.size() || own.get(next).start() >= edit.end()) {
        all.add(edit);
      }
    }
    return TextEdits.merged(all);
  }

  private static List<TextEdit> edits(CharSequence text, UnaryOperator<String> ids) {
    List<TextEdit> edits = new ArrayList<>();
    TextView lines = Views.unfolded(TextView.of(text));
    int start = 0;
    while (start < lines.length()) {
      int end = start;
      while (end < lines.length() && lines.charAt(end) != '\n' && lines.charAt(end) != '\r') {
        end++;
      }
      int value = valueOf(lines, start, end);
      if (value >= 0) {
        add(edits, lines, value, end, ids);
      }
      start = end + 1;
    }
    return edits;
  }

  private static void add(
      List<TextEdit> edits, TextView lines, int from, int to, UnaryOperator<String> ids) {
    String raw = lines.subSequence(from, to).toString();
    String id = raw.strip();
    if (id.isEmpty()) {
      return;
    }
    int first = from + raw.indexOf(id);
    int start = lines.sourceStart(first);
    int end = lines.sourceEnd(first + id.length() - 1);
    edits.add(new TextEdit(start, end, ids.apply(id)));
  }

  /** Where the id on a content line begins, or -1 when the line holds none. */
  private static int valueOf(TextView lines, int start, int end) {
    int name = start;
    while (name < end && lines.charAt(name) != ':' && lines.charAt(name) != ';') {
      name++;
    }
    if (name == end || name - start > "RELATED-TO".length()) {
      return -1;
    }
    String property = lines.subSequence(start, name).toString().strip().toUpperCase(Locale.ROOT);
    if (!property.equals("UID") && !property.equals("RELATED-TO")) {
      return -1;
    }
    boolean quoted = false;
    for (int i = name; i < end; i++) {
      quoted ^= lines.charAt(i) == '"';
      if (lines.charAt(i) == ':' && !quoted) {
        return i + 1;
      }
    }
    return -1;
  }
}
