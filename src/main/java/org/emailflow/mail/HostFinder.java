package org.emailflow.mail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds the mail domains of a sender, and hosts below them, in ids, boundaries and display names:
 * {@code mail.real.example} names the sender as well as {@code real.example} does.
 *
 * <p>Never used on running text: there a domain is a word that stays.
 */
final class HostFinder {

  private final CharTrie<String> hosts = new CharTrie<>();
  private final boolean empty;

  HostFinder(Collection<String> domains) {
    empty = domains.isEmpty();
    for (String domain : domains) {
      for (String spelling : AddressFinder.spellings(domain)) {
        hosts.at(spelling, () -> domain);
      }
    }
  }

  /** Whether one of the hosts stands anywhere in the text as a whole name. */
  boolean in(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (startsName(text, i) && endOf(text, i) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing can ever be found. */
  boolean isEmpty() {
    return empty;
  }

  /** The edits that write {@code to} in place of every host, with all its labels; in order. */
  List<TextEdit> edits(CharSequence text, String to) {
    List<TextEdit> edits = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < text.length(); i++) {
      int end = startsName(text, i) ? endOf(text, i) : -1;
      if (end >= 0) {
        edits.add(new TextEdit(startOf(text, i, first), end, to));
        first = end;
        i = end - 1;
      }
    }
    return edits;
  }

  /** Where the host begins whose last labels begin at {@code at}. */
  private static int startOf(CharSequence text, int at, int first) {
    int start = at;
    while (start > first && isOfHost(text.charAt(start - 1))) {
      start--;
    }
    while (start < at && !TextBounds.isAlphanumeric(text.charAt(start))) {
      start++;
    }
    return start;
  }

  private static boolean isOfHost(char c) {
    return c == '.' || c == '-' || c == '_' || TextBounds.isAlphanumeric(c);
  }

  private int endOf(CharSequence text, int start) {
    CharTrie<String> node = hosts;
    for (int i = start; i < text.length(); i++) {
      node = node.step(text.charAt(i));
      if (node == null) {
        return -1;
      }
      if (node.value() != null && TextBounds.endsWhole(text, i + 1)) {
        return i + 1;
      }
    }
    return -1;
  }

  private static boolean startsName(CharSequence text, int at) {
    return at == 0
        || (text.charAt(at - 1) != '-' && !TextBounds.isAlphanumeric(text.charAt(at - 1)));
  }
}
