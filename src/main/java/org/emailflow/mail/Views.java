package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;

/**
 * The ways in which a text can be read: as written, with folds or soft breaks undone, with
 * %-escapes and character references decoded and invisible characters gone, with the escapes of
 * scripts, style sheets or calendars decoded, without tags.
 *
 * <p>Each is looked through on its own, because what joins an address in one view can hide it in
 * another ({@code ann@real.example%41} is whole only as written).
 */
final class Views {

  private final Signs signs;
  private final List<TextView> all = new ArrayList<>();
  private final List<TextView> bases = new ArrayList<>();

  private Views(Signs signs) {
    this.signs = signs;
  }

  /** Every view of {@code text} that differs from the others; the text as written comes first. */
  static List<TextView> of(CharSequence text, TextStyle style, Signs signs) {
    Views views = new Views(signs);
    TextView raw = TextView.of(text);
    TextView unfolded = unfolded(raw);
    views.addWithPlain(raw);
    views.addWithPlain(unfolded);
    if (style.softBreaksJoin()) {
      views.addWithPlain(softJoined(raw));
    }
    if (style.quotedLines()) {
      views.addWithPlain(unquotedPrintable(raw));
    }
    if (signs.backslash()) {
      views.addWithoutBackslashes(unfolded, style);
    }
    if (style.markup()) {
      for (TextView folded : List.of(raw, unfolded)) {
        views.addWithPlain(Markup.withoutTags(folded));
        views.addWithPlain(Markup.asRead(folded));
      }
    }
    return views.all;
  }

  private void addWithoutBackslashes(TextView text, TextStyle style) {
    if (style.folds()) {
      addWithPlain(Backslashes.ofCalendar(text));
      return;
    }
    addWithPlain(Backslashes.ofScript(text));
    if (style.markup()) {
      addWithPlain(Backslashes.ofStyleSheet(text));
    }
  }

  /** A view that changed nothing is the one that it was made from, and was looked at before. */
  private void addWithPlain(TextView view) {
    if (!addTo(bases, view)) {
      return;
    }
    add(view);
    if (!signs.escapes()) {
      addVisible(view);
      return;
    }
    TextView plain = dereferenced(view);
    TextView once = unescaped(plain);
    addVisible(once);
    if (once != plain) {
      // A link that a mail server wrapped into one of its own is escaped twice.
      addVisible(unescaped(once));
    }
  }

  private void addVisible(TextView view) {
    add(signs.mayHide() ? VisibleText.of(view) : view);
  }

  private void add(TextView view) {
    addTo(all, view);
  }

  /** Whether the very view was not yet among them. */
  private static boolean addTo(List<TextView> views, TextView view) {
    for (TextView one : views) {
      if (one == view) {
        return false;
      }
    }
    return views.add(view);
  }

  /** Without line ends that a space or a tab follows, and without that one. */
  static TextView unfolded(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 0; i + 1 < text.length(); i++) {
      boolean fold = text.charAt(i) == '\n' && isBlank(text.charAt(i + 1));
      if (fold) {
        boolean crlf = i > 0 && text.charAt(i - 1) == '\r';
        editor.replace(crlf ? i - 1 : i, i + 2, "");
      }
    }
    return editor.view();
  }

  /** Without the soft breaks of format=flowed with DelSp=yes (RFC 3676): a space and a line end. */
  static TextView softJoined(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        int space = text.charAt(i - 1) == '\r' ? i - 2 : i - 1;
        if (space >= 0 && text.charAt(space) == ' ') {
          editor.replace(space, afterQuoteMarks(text, i + 1), "");
        }
      }
    }
    return editor.view();
  }

  /** A quoted paragraph has its marks on each line (section 4.5). */
  private static int afterQuoteMarks(TextView text, int lineStart) {
    int i = lineStart;
    while (i < text.length() && text.charAt(i) == '>') {
      i++;
    }
    boolean stuffed = i < text.length() && text.charAt(i) == ' ';
    return stuffed && i > lineStart ? i + 1 : i;
  }

  /** With the character references of HTML decoded. */
  static TextView dereferenced(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 0; i < text.length(); i++) {
      HtmlEntities.Decoded decoded = text.charAt(i) == '&' ? HtmlEntities.decode(text, i) : null;
      if (decoded != null) {
        editor.replace(i, decoded.end(), decoded.value());
        i = decoded.end() - 1;
      }
    }
    return editor.view();
  }

  /** With %-escapes decoded as UTF-8; what is none becomes a replacement character. */
  static TextView unescaped(TextView text) {
    return Escapes.decoded(text, '%');
  }

  /** With the escapes and soft breaks of quoted-printable undone, as vCard 2.1 writes values. */
  static TextView unquotedPrintable(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 0; i + 1 < text.length(); i++) {
      int end = text.charAt(i) != '=' ? i : i + (text.charAt(i + 1) == '\r' ? 3 : 2);
      if (end > i && end <= text.length() && text.charAt(end - 1) == '\n') {
        editor.replace(i, end, "");
        i = end - 1;
      }
    }
    return Escapes.decoded(editor.view(), '=');
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
