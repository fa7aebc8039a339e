package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds {@code cid:} and {@code mid:} links (RFC 2392) whose ids are not found as addresses: to
 * parts whose Content-ID is no {@code local@domain}, against the RFC, and to what is not in the
 * message at all (see {@link StrayIds}).
 */
final class LinkFinder {

  /** The id of a link at {@code [start, end)}, and the one that takes its place. */
  record Match(int start, int end, String id) {}

  /** Of both schemes, {@code cid:} and {@code mid:}. */
  private static final int SCHEME = 4;

  /** An id that would not fit on a line is none. */
  private static final int LONGEST = 998;

  private final CharTrie<String> ids = new CharTrie<>();
  private final StrayIds strays;
  private final boolean empty;

  LinkFinder(Map<String, String> renamed, StrayIds strays) {
    this.strays = strays;
    this.empty = renamed.isEmpty() && strays.isEmpty();
    renamed.forEach((id, to) -> ids.at(id, () -> to));
  }

  /** One that finds nothing. */
  static LinkFinder none() {
    return new LinkFinder(Map.of(), StrayIds.none());
  }

  /** Whether nothing can ever be found. */
  boolean isEmpty() {
    return empty;
  }

  /** Every match, in order. */
  List<Match> find(CharSequence text) {
    List<Match> found = new ArrayList<>();
    for (int i = SCHEME - 1; !empty && i < text.length(); i++) {
      Match match = text.charAt(i) == ':' && isScheme(text, i) ? matchAt(text, i + 1) : null;
      if (match != null) {
        found.add(match);
        i = match.end() - 1;
      }
    }
    return found;
  }

  /** Whether a link's scheme ends with the colon at {@code colon}. */
  private static boolean isScheme(CharSequence text, int colon) {
    char first = lower(text, colon - 3);
    return lower(text, colon - 1) == 'd'
        && lower(text, colon - 2) == 'i'
        && (first == 'c' || first == 'm')
        && (colon == 3 || !TextBounds.isAlphanumeric(text.charAt(colon - SCHEME)));
  }

  private static char lower(CharSequence text, int at) {
    return Character.toLowerCase(text.charAt(at));
  }

  private Match matchAt(CharSequence text, int start) {
    Match known = known(text, start);
    return known == null ? stray(text, start) : known;
  }

  private Match known(CharSequence text, int start) {
    Match longest = null;
    CharTrie<String> node = ids;
    for (int i = start; i < text.length(); i++) {
      node = node.step(text.charAt(i));
      if (node == null) {
        break;
      }
      if (node.value() != null && TextBounds.endsWhole(text, i + 1)) {
        longest = new Match(start, i + 1, node.value());
      }
    }
    return longest;
  }

  private Match stray(CharSequence text, int start) {
    int end = start;
    while (end < text.length() && end - start <= LONGEST && isOfId(text.charAt(end))) {
      end++;
    }
    while (end > start && text.charAt(end - 1) == '.') {
      end--;
    }
    boolean toMessage = lower(text, start - SCHEME) == 'm';
    Optional<String> id =
        end - start > LONGEST
            ? Optional.empty()
            : strays.mapped(toMessage, text.subSequence(start, end).toString());
    int after = end;
    return id.map(to -> new Match(start, after, to)).orElse(null);
  }

  /** What else an id may hold, a link must write as {@code %XX}. */
  private static boolean isOfId(char c) {
    return c > ' ' && c < 0x7F && "\"'<>()[],:;\\|`?#&".indexOf(c) < 0;
  }
}
