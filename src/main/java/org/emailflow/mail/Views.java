package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;

/**
 * The ways in which a text can be read: as written, with folds or soft breaks undone, with
 * %-escapes and character references decoded and invisible characters gone, without tags.
 *
 * <p>Each is looked through on its own, because what joins an address in one view can hide it in
 * another ({@code ann@real.example%41} is whole only as written).
 */
final class Views {

  /** Signs that a program which normalizes text (NFKC) makes an {@code @} of. */
  static final char FULL_WIDTH_AT = '\uFF20';

  static final char SMALL_AT = '\uFE6B';

  private Views() {}

  /** Every view of {@code text} that differs from the others; the text as written comes first. */
  static List<TextView> of(CharSequence text, TextStyle style) {
    List<TextView> views = new ArrayList<>();
    TextView raw = TextView.of(text);
    TextView unfolded = unfolded(raw);
    addWithPlain(views, raw);
    addWithPlain(views, unfolded);
    if (style.softBreaksJoin()) {
      addWithPlain(views, softJoined(raw));
    }
    if (style.quotedLines()) {
      addWithPlain(views, unquotedPrintable(raw));
    }
    if (style.folds()) {
      addWithPlain(views, withoutBackslashes(unfolded));
    }
    if (style.markup()) {
      for (TextView folded : List.of(raw, unfolded)) {
        addWithPlain(views, Markup.withoutTags(folded));
        addWithPlain(views, Markup.asRead(folded));
      }
    }
    return views;
  }

  private static void addWithPlain(List<TextView> views, TextView view) {
    add(views, view);
    TextView plain = dereferenced(view);
    TextView once = unescaped(plain);
    add(views, visible(once));
    if (once != plain) {
      // A link that a mail server wrapped into one of its own is escaped twice.
      add(views, visible(unescaped(once)));
    }
  }

  private static void add(List<TextView> views, TextView view) {
    if (views.stream().noneMatch(v -> v == view)) {
      views.add(view);
    }
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

  /** With the escapes of iCalendar and vCard undone (RFC 5545 section 3.3.11, RFC 6350 3.4). */
  static TextView withoutBackslashes(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 0; i + 1 < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        char next = text.charAt(i + 1);
        boolean lineEnd = next == 'n' || next == 'N';
        editor.replace(i, i + 2, lineEnd ? "\n" : String.valueOf(next));
        i++;
      }
    }
    return editor.view();
  }

  /** Without what is not seen: soft hyphens, characters of no width, control characters. */
  static TextView visible(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isInvisible(c)) {
        editor.replace(i, i + 1, "");
      } else if (c == FULL_WIDTH_AT || c == SMALL_AT) {
        editor.replace(i, i + 1, "@");
      }
    }
    return editor.view();
  }

  static boolean isInvisible(char c) {
    // A NUL is half of a character of 16 bits as often as not.
    return c < 0x20
        ? (c > 0 && c < '\t') || c > '\r'
        : c >= 0x7F && (c == 0x7F || isInvisibleBeyondAscii(c));
  }

  private static boolean isInvisibleBeyondAscii(char c) {
    return c == 0xAD
        || (c >= 0x200B && c <= 0x200F)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x2064)
        || c == 0xFEFF
        || (c >= 0xFE00 && c <= 0xFE0F);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
