package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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

  private final AddressFinder finder;
  private final EncodedAddresses encoded;
  private final LinkFinder links;
  private final UnaryOperator<String> ids;

  /**
   * @param finder the addresses to replace
   * @param encoded those of them that are looked for in base64 too
   * @param links the ids to replace in links, beside those that look like an address
   * @param ids the recipient's form of the unique ids of calendar objects
   */
  TextTranslator(
      AddressFinder finder, EncodedAddresses encoded, LinkFinder links, UnaryOperator<String> ids) {
    this.finder = finder;
    this.encoded = encoded;
    this.links = links;
    this.ids = ids;
  }

  /** The edits that translate {@code text}, sorted, none overlapping another. */
  List<TextEdit> edits(CharSequence text, TextStyle style) {
    return edits(text, Signs.of(text), style);
  }

  /** The edits that translate what was read from bytes. */
  List<TextEdit> edits(DecodedText read, TextStyle style) {
    return edits(read.text(), read.signs(), style);
  }

  private List<TextEdit> edits(CharSequence text, Signs signs, TextStyle style) {
    List<TextEdit> merged = TextEdits.merged(found(text, signs, style));
    if (style.kind() == TextStyle.Kind.CALENDAR) {
      merged = CalendarIds.with(text, merged, ids);
    }
    return style.folds() && !merged.isEmpty() ? ContentLines.folded(text, merged) : merged;
  }

  private List<TextEdit> found(CharSequence text, Signs signs, TextStyle style) {
    List<TextEdit> edits = new ArrayList<>();
    if (mayHold(signs, style)) {
      boolean mayLink = signs.colon() || signs.escapes();
      Spellings spellings = new Spellings(style);
      Views.each(text, style, signs, view -> find(text, view, mayLink, spellings, edits));
    }
    if (mayEncode(signs)) {
      edits.addAll(encoded.edits(text));
    }
    return edits;
  }

  private void find(
      CharSequence text,
      TextView view,
      boolean mayLink,
      Spellings spellings,
      List<TextEdit> edits) {
    for (AddressFinder.Match match : finder.find(view)) {
      edits.add(edit(text, view, match, spellings));
    }
    for (LinkFinder.Match match : mayLink ? links.find(view) : List.<LinkFinder.Match>of()) {
      int start = view.sourceStart(match.start());
      edits.add(new TextEdit(start, view.sourceEnd(match.end() - 1), match.id()));
    }
  }

  /** {@code text} translated; the same object when nothing changes. */
  String translate(String text, TextStyle style) {
    List<TextEdit> edits = edits(text, style);
    return edits.isEmpty() ? text : TextEdits.apply(text, edits);
  }

  /** Whether the text still holds a known address in any reading. */
  boolean findsIn(CharSequence text, TextStyle style) {
    Signs signs = Signs.of(text);
    boolean found = mayHoldAddress(signs, style) && Views.any(text, style, signs, finder::in);
    return found || (mayEncode(signs) && !encoded.edits(text).isEmpty());
  }

  private TextEdit edit(
      CharSequence text, TextView view, AddressFinder.Match match, Spellings spellings) {
    TextStyle style = spellings.style();
    int start = view.sourceStart(match.start());
    int end = view.sourceEnd(match.end() - 1);
    int at = match.sign();
    String written = text.subSequence(view.sourceStart(at), view.sourceEnd(at)).toString();
    String to = spellings.of(match.to(), written);
    // A link may begin within the address that it links to.
    String tags = style.markup() ? translate(Markup.tagsOf(text, start, end), style) : "";
    return new TextEdit(start, end, tags.isEmpty() ? to : to + tags);
  }

  /** A value in base64 stands behind a sign that says what it is, or in a link. */
  private static boolean mayEncode(Signs signs) {
    return signs.link() || signs.colon();
  }

  private boolean mayHold(Signs signs, TextStyle style) {
    return mayHoldAddress(signs, style) || (signs.colon() && !links.isEmpty());
  }

  private boolean mayHoldAddress(Signs signs, TextStyle style) {
    return !finder.isEmpty() && (signs.address() || (signs.equalsSign() && style.quotedLines()));
  }
}
