package org.emailflow.mail;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The ways in which a text can be read: as written, with folds, cuts or soft breaks undone, with
 * %-escapes and character references decoded and invisible characters gone, with the escapes of
 * scripts, style sheets or calendars decoded, without tags.
 *
 * <p>Each is looked through on its own, because what joins an address in one view can hide it in
 * another ({@code ann@real.example%41} is whole only as written). They are made one after the
 * other, and not kept: each takes ten bytes a character.
 */
final class Views {

  /** Of an address, on one side of its sign. */
  private static final int LONGEST_PIECE = 100;

  /** Of an at sign, by name or in digits. */
  private static final int LONGEST_REFERENCE = 10;

  private final TextStyle style;
  private final Signs signs;
  private final Predicate<TextView> step;

  private Views(TextStyle style, Signs signs, Predicate<TextView> step) {
    this.style = style;
    this.signs = signs;
    this.step = step;
  }

  /** As {@link #each}, until the step says that it has seen enough; returns whether it did. */
  static boolean any(CharSequence text, TextStyle style, Signs signs, Predicate<TextView> step) {
    return new Views(style, signs, step).any(TextView.of(text));
  }

  /** Hands out every view that differs from the others, the text as written first. */
  static void each(CharSequence text, TextStyle style, Signs signs, Consumer<TextView> step) {
    any(
        text,
        style,
        signs,
        view -> {
          step.accept(view);
          return false;
        });
  }

  private boolean any(TextView raw) {
    TextView unfolded = unfolded(raw);
    return withPlain(raw)
        || other(unfolded, raw)
        || (!style.folds() && other(rejoined(raw), raw))
        || (style.softBreaksJoin() && other(softJoined(raw), raw))
        || ((style.quotedLines() || signs.quoted()) && other(unquotedPrintable(raw), raw))
        || (signs.backslash() && withoutBackslashes(unfolded))
        || (style.markup() && withoutTags(raw))
        || (style.markup() && unfolded != raw && withoutTags(unfolded));
  }

  private boolean withoutBackslashes(TextView text) {
    if (style.folds()) {
      return other(Backslashes.ofCalendar(text), text);
    }
    TextView once = Backslashes.ofScript(text);
    // A document of JSON within a string of another one is escaped twice.
    return other(once, text)
        || other(Backslashes.ofScript(once), once)
        || (style.markup() && other(Backslashes.ofStyleSheet(text), text));
  }

  private boolean withoutTags(TextView text) {
    return other(Markup.withoutTags(text), text) || other(Markup.asRead(text), text);
  }

  /** A view that changed nothing is the one that it was made from, and was looked at before. */
  private boolean other(TextView view, TextView from) {
    return view != from && withPlain(view);
  }

  /** A view, and what its references and escapes say; none is kept while the next is made. */
  private boolean withPlain(TextView view) {
    if (step.test(view)) {
      return true;
    }
    TextView plain = signs.escapes() ? dereferenced(view) : view;
    TextView once = signs.escapes() ? unescaped(plain) : view;
    TextView seen = visible(once);
    if (seen != view && step.test(seen)) {
      return true;
    }
    // A link that a mail server wrapped into one of its own is escaped twice.
    TextView twice = once == plain ? seen : visible(unescaped(once));
    return twice != seen && step.test(twice);
  }

  private TextView visible(TextView view) {
    return signs.mayHide() ? VisibleText.of(view) : view;
  }

  /** Without line ends that a space or a tab follows, and without that one. */
  static TextView unfolded(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 0; i + 1 < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '\n' || c == '\r') && isBlank(text.charAt(i + 1))) {
        boolean crlf = c == '\n' && i > 0 && text.charAt(i - 1) == '\r';
        editor.replace(crlf ? i - 1 : i, i + 2, "");
      }
    }
    return editor.view();
  }

  /**
   * Without the line ends in the middle of what may be an address: there are programs that cut long
   * lines anywhere, and a browser puts the pieces of a link together again. Not where lines are
   * folded by rule.
   */
  static TextView rejoined(TextView text) {
    TextView.Editor editor = new TextView.Editor(text);
    for (int i = 1; i + 1 < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        int start = text.charAt(i - 1) == '\r' ? i - 1 : i;
        boolean within = mayGoOn(text, start - 1) && mayGoOn(text, i + 1);
        if (within && (hasAt(text, start - 1, -1) || hasAt(text, i + 1, 1))) {
          editor.replace(start, i + 1, "");
        }
      }
    }
    return editor.view();
  }

  /**
   * Whether an {@code @}, or how a link writes it, stands near with nothing but letters between.
   */
  private static boolean hasAt(TextView text, int from, int step) {
    int stop = from + step * LONGEST_PIECE;
    for (int i = from; i != stop && i >= 0 && i < text.length(); i += step) {
      char c = text.charAt(i);
      if (c == '@') {
        return isOfAddress(text, i + step);
      }
      if (c == '%' || c == '&') {
        return true;
      }
      if (!isOfAddress(text, i)) {
        return c == ';' && isReference(text, i);
      }
    }
    return false;
  }

  /** Whether an address, as written in a link or otherwise, can go on there. */
  private static boolean mayGoOn(TextView text, int i) {
    return isOfAddress(text, i) || (i >= 0 && "@%&;".indexOf(text.charAt(i)) >= 0);
  }

  private static boolean isOfAddress(TextView text, int i) {
    return i >= 0
        && i < text.length()
        && (TextBounds.isLocal(text.charAt(i)) || text.charAt(i) >= 0x80);
  }

  /** Whether a character reference ends there. */
  private static boolean isReference(TextView text, int end) {
    int i = end - 1;
    while (i > 0 && end - i < LONGEST_REFERENCE && text.charAt(i) != '&') {
      i--;
    }
    return i >= 0 && text.charAt(i) == '&';
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

  /**
   * A quoted paragraph has its marks on each line (section 4.5); any line may have a space more.
   */
  private static int afterQuoteMarks(TextView text, int lineStart) {
    int i = lineStart;
    while (i < text.length() && text.charAt(i) == '>') {
      i++;
    }
    boolean stuffed = i < text.length() && text.charAt(i) == ' ';
    return stuffed ? i + 1 : i;
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

  /**
   * With the escapes and soft breaks of quoted-printable undone: vCard 2.1 writes values so, and
   * whole texts stand so where a program lost the field that says it, or quotes the source of mail.
   */
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
