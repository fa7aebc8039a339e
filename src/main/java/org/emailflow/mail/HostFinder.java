package org.emailflow.mail;

import java.util.Collection;

/**
 * Finds the mail domains of a sender, and hosts below them, in ids and boundaries: {@code
 * mail.real.example} names the sender as well as {@code real.example} does.
 *
 * <p>Never used on running text: there a domain is a word that stays.
 */
final class HostFinder {

  private final CharTrie<String> hosts = new CharTrie<>();

  HostFinder(Collection<String> domains) {
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
