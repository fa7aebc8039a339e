package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Translates running text: known addresses are replaced wherever a reader or a program would see
 * one, and nothing else is touched.
 *
 * <p>Every way of reading (see {@link Views}) is searched, and each match becomes an edit on the
 * text as it is written, in the writing of its place: where the {@code @} stood as {@code %40}, the
 * new address is percent-encoded; in HTML it gets character references, and tags from within the
 * old one follow it, so that what was opened is still closed.
 */
final class TextTranslator {

  private static final Pattern HTML_NUMBER = Pattern.compile("&#(?:\\d+|[xX]\\p{XDigit}+);?");

  private final AddressFinder finder;
  private final LinkFinder links;
  private final UnaryOperator<String> ids;

  /**
   * @param finder the addresses to replace
   * @param links the Content-IDs to replace in links, beside those that look like an address
   * @param ids the recipient's form of the unique ids of calendar objects
   */
  TextTranslator(AddressFinder finder, LinkFinder links, UnaryOperator<String> ids) {
    this.finder = finder;
    this.links = links;
    this.ids = ids;
  }

  /** The edits that translate {@code text}, sorted, none overlapping another. */
  List<TextEdit> edits(CharSequence text, TextStyle style) {
    List<TextEdit> edits = new ArrayList<>();
    if (hasCandidate(text)) {
      for (TextView view : Views.of(text, style)) {
        for (AddressFinder.Match match : finder.find(view)) {
          edits.add(edit(text, view, match, style));
        }
        for (LinkFinder.Match match : links.find(view)) {
          int start = view.sourceStart(match.start());
          edits.add(new TextEdit(start, view.sourceEnd(match.end() - 1), match.id()));
        }
      }
    }
    List<TextEdit> merged = TextEdits.merged(edits);
    if (style.kind() == TextStyle.Kind.CALENDAR) {
      merged = TextEdits.merged(CalendarIds.with(text, merged, ids));
    }
    return style.folds() && !merged.isEmpty() ? ContentLines.folded(text, merged) : merged;
  }

  /** {@code text} translated; the same object when nothing changes. */
  String translate(String text, TextStyle style) {
    List<TextEdit> edits = edits(text, style);
    return edits.isEmpty() ? text : TextEdits.apply(text, edits);
  }

  /** Whether the text still holds a known address in any reading. */
  boolean findsIn(CharSequence text, TextStyle style) {
    return hasCandidate(text) && Views.of(text, style).stream().anyMatch(finder::in);
  }

  private TextEdit edit(
      CharSequence text, TextView view, AddressFinder.Match match, TextStyle style) {
    int start = view.sourceStart(match.start());
    int end = view.sourceEnd(match.end() - 1);
    int at = match.end() - 1;
    while (view.charAt(at) != '@') {
      at--;
    }
    String written = text.subSequence(view.sourceStart(at), view.sourceEnd(at)).toString();
    String to = written(match.rule().to(), written, style);
    // A link may begin within the address that it links to.
    String tags = style.markup() ? translate(Markup.tagsOf(text, start, end), style) : "";
    return new TextEdit(start, end, to + tags);
  }

  /** The new address in the writing of the old one, known by how its {@code @} was written. */
  private static String written(String address, String at, TextStyle style) {
    boolean escapedTwice =
        at.startsWith("&") && at.endsWith("40") && !HTML_NUMBER.matcher(at).matches();
    if (at.startsWith("%25")) {
      return Escapes.percentEncoded(Escapes.percentEncoded(address));
    }
    if (at.startsWith("%") || escapedTwice) {
      return Escapes.percentEncoded(address);
    }
    return style.references()
        ? address.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;")
        : address;
  }

  /** Every way to write an {@code @} has one of these. */
  private boolean hasCandidate(CharSequence any) {
    if (!links.isEmpty() || finder.isEmpty()) {
      return !links.isEmpty();
    }
    String text = any.toString();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '@' || c == '%' || c == '&' || c == '=') {
        return true;
      }
      if (c == Views.FULL_WIDTH_AT || c == Views.SMALL_AT) {
        return true;
      }
    }
    return false;
  }
}
