package org.emailflow.mail;

import java.net.IDN;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds whole known addresses in a text.
 *
 * <p>An address counts only as a whole: the character before it is none of {@code A-Za-z0-9._+-},
 * and what follows is no letter, digit or hyphen, and no dot before one. The letters are ASCII on
 * both sides: in running Japanese no space parts an address from the words around it. So {@code
 * annabel@…} is not {@code bel@…}, and {@code ann@real.example.org} is not {@code
 * ann@real.example}.
 *
 * <p>One pass over the {@code @} signs, whatever the number of rules: the domain is walked forwards
 * in one tree, the local part backwards in the tree of that domain. The longest wins.
 */
final class AddressFinder {

  /** A known address at {@code [start, end)}. */
  record Match(int start, int end, AddressRule rule) {}

  /** The local parts of one domain, each spelt from its end. */
  private static final class Locals {
    final CharTrie<AddressRule> exact = new CharTrie<>();
    final CharTrie<AddressRule> tagged = new CharTrie<>();
  }

  /** RFC 5321 allows 64 octets of local part; senders of bounce addresses use more. */
  private static final int TAG_LIMIT = 256;

  private final CharTrie<Locals> domains = new CharTrie<>();
  private final boolean empty;

  /** Of two rules for one address the first counts. */
  AddressFinder(Collection<AddressRule> rules) {
    empty = rules.isEmpty();
    for (AddressRule rule : rules) {
      for (String domain : spellings(rule.domain())) {
        Locals locals = domains.at(domain, Locals::new);
        String backwards = new StringBuilder(rule.local()).reverse().toString();
        locals.exact.at(backwards, () -> rule);
        locals.exact.at('"' + backwards + '"', () -> rule);
        if (rule.subaddresses()) {
          locals.tagged.at(backwards, () -> rule);
        }
      }
    }
  }

  /** Whether nothing can ever be found. */
  boolean isEmpty() {
    return empty;
  }

  /** Every match, in order, none overlapping another. */
  List<Match> find(CharSequence text) {
    List<Match> found = new ArrayList<>();
    int end = 0;
    for (int at = next(text, 0); at >= 0; at = next(text, at + 1)) {
      Match match = at < end ? null : matchAt(text, at);
      if (match != null && match.start() >= end) {
        found.add(match);
        end = match.end();
      }
    }
    return found;
  }

  /** Whether a known address stands anywhere in the text. */
  boolean in(CharSequence text) {
    for (int at = next(text, 0); at >= 0; at = next(text, at + 1)) {
      if (matchAt(text, at) != null) {
        return true;
      }
    }
    return false;
  }

  private Match matchAt(CharSequence text, int at) {
    Match best = null;
    CharTrie<Locals> node = domains;
    for (int i = at + 1; i < text.length(); i++) {
      node = node.step(text.charAt(i));
      if (node == null) {
        break;
      }
      if (node.value() != null && endsWhole(text, i + 1)) {
        Match match = local(text, at, i + 1, node.value());
        best = match == null ? best : match;
      }
    }
    return best;
  }

  private static Match local(CharSequence text, int at, int end, Locals locals) {
    Match tagged = null;
    for (int i = at - 1; i > 0 && i > at - TAG_LIMIT && isTag(text.charAt(i)); i--) {
      if (text.charAt(i) == '+') {
        Match match = backwards(text, i, end, locals.tagged);
        tagged = match == null ? tagged : match;
      }
    }
    Match exact = backwards(text, at, end, locals.exact);
    boolean longer = exact == null || (tagged != null && tagged.start() < exact.start());
    return longer ? tagged : exact;
  }

  /** The longest key that ends before {@code from} and is whole on its left. */
  private static Match backwards(CharSequence text, int from, int end, CharTrie<AddressRule> tree) {
    Match best = null;
    CharTrie<AddressRule> node = tree;
    for (int i = from - 1; i >= 0; i--) {
      node = node.step(text.charAt(i));
      if (node == null) {
        break;
      }
      if (node.value() != null && (i == 0 || !isLocal(text.charAt(i - 1)))) {
        best = new Match(i, end, node.value());
      }
    }
    return best;
  }

  private static boolean isLocal(char c) {
    return isAlphanumeric(c) || c == '.' || c == '_' || c == '+' || c == '-';
  }

  private static boolean isTag(char c) {
    return isLocal(c) || c == '=' || c == '~' || c == '!' || c == '#' || c == '$' || c >= 0x80;
  }

  private static boolean endsWhole(CharSequence text, int end) {
    return TextBounds.endsWhole(text, end);
  }

  private static boolean isAlphanumeric(char c) {
    return TextBounds.isAlphanumeric(c);
  }

  private static int next(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '@') {
        return i;
      }
    }
    return -1;
  }

  /** A domain in both forms; as it is where it is no IDN, or none that the JDK can read. */
  static Set<String> spellings(String domain) {
    if (Addresses.isAscii(domain) && !domain.contains("xn--")) {
      return Set.of(domain);
    }
    Set<String> all = new LinkedHashSet<>();
    all.add(domain);
    try {
      all.add(IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED));
    } catch (IllegalArgumentException e) {
      return all; // not a host name by RFC 3490: it can only stand as written
    }
    all.add(IDN.toUnicode(domain, IDN.ALLOW_UNASSIGNED));
    return all;
  }
}
