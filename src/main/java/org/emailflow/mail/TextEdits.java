package org.emailflow.mail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Edits of one text as a list. */
final class TextEdits {

  /** Written out: a text full of addresses has hundreds of thousands of comparisons. */
  private static final Comparator<TextEdit> BY_PLACE =
      (a, b) ->
          a.start() == b.start()
              ? Integer.compare(b.end(), a.end())
              : Integer.compare(a.start(), b.start());

  private TextEdits() {}

  /**
   * Sorts edits and makes one of those that overlap: it covers them all and writes what the longest
   * of them writes, which read more of the text than the others did.
   */
  static List<TextEdit> merged(List<TextEdit> edits) {
    List<TextEdit> sorted = new ArrayList<>(edits);
    sorted.sort(BY_PLACE);
    List<TextEdit> out = new ArrayList<>(sorted.size());
    int longest = 0;
    for (TextEdit edit : sorted) {
      TextEdit last = out.isEmpty() ? null : out.get(out.size() - 1);
      int length = edit.end() - edit.start();
      if (last == null || edit.start() >= last.end()) {
        out.add(edit);
        longest = length;
      } else {
        String text = length > longest ? edit.replacement() : last.replacement();
        longest = Math.max(longest, length);
        out.set(out.size() - 1, new TextEdit(last.start(), Math.max(last.end(), edit.end()), text));
      }
    }
    return out;
  }

  /** The text with the edits made; they are sorted and do not overlap. */
  static String apply(CharSequence text, List<TextEdit> edits) {
    StringBuilder out = new StringBuilder(text.length() + 64);
    int at = 0;
    for (TextEdit edit : edits) {
      out.append(text, at, edit.start()).append(edit.replacement());
      at = edit.end();
    }
    return out.append(text, at, text.length()).toString();
  }
}
