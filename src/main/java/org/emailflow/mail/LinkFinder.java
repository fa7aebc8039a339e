package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds {@code cid:} links (RFC 2392) to parts whose Content-ID is no {@code local@domain}, against
 * the RFC, and so is not found as an address.
 */
final class LinkFinder {

  /** The id of a link at {@code [start, end)}, and the one that takes its place. */
  record Match(int start, int end, String id) {}

  private static final String SCHEME = "cid:";

  private final CharTrie<String> ids = new CharTrie<>();
  private final boolean empty;

  LinkFinder(Map<String, String> renamed) {
    empty = renamed.isEmpty();
    renamed.forEach((id, to) -> ids.at(id, () -> to));
  }

  /** Whether nothing can ever be found. */
  boolean isEmpty() {
    return empty;
  }

  /** Every match, in order. */
  List<Match> find(CharSequence text) {
    List<Match> found = new ArrayList<>();
    for (int i = 0; !empty && i < text.length(); i++) {
      Match match = startsAt(text, i) ? matchAt(text, i + SCHEME.length()) : null;
      if (match != null) {
        found.add(match);
        i = match.end() - 1;
      }
    }
    return found;
  }

  private static boolean startsAt(CharSequence text, int at) {
    for (int i = 0; i < SCHEME.length(); i++) {
      if (at + i >= text.length()
          || Character.toLowerCase(text.charAt(at + i)) != SCHEME.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private Match matchAt(CharSequence text, int start) {
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
}
