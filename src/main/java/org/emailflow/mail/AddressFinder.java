package org.emailflow.mail;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Finds whole known addresses in a text.
 *
 * <p>An address counts only as a whole, see {@link TextBounds}: {@code annabel@…} is not {@code
 * bel@…}, and {@code ann@real.example.org} is not {@code ann@real.example}. Three writings are
 * found because the address is a known one, and would be words or another address if it were not:
 * with a few spaces around the {@code @}, as mailing lists write it into an address of their own
 * ({@code bounces-ann=real.example@list.example}, VERP), and as forwarders do ({@code
 * SRS0=x=y=real.example=ann@forwarder.example}, SRS).
 *
 * <p>One pass over the {@code @} signs, whatever the number of rules: the domain is walked forwards
 * in one tree, the local part backwards in the tree of that domain. The longest wins.
 */
final class AddressFinder {

  /** How an address is put together. */
  enum Form {
    PLAIN,
    /** {@code local=domain}, before the {@code @} of a mailing list's. */
    LISTED,
    /** {@code domain=local}, before the {@code @} of a forwarder's. */
    FORWARDED
  }

  /**
   * A known address at {@code [start, end)}.
   *
   * @param sign where its {@code @} stands, or the {@code =} in place of it
   */
  record Match(int start, int end, int sign, AddressRule rule, Form form) {

    /** What takes its place, in the same form. */
    String to() {
      String to = rule.to();
      int at = to.lastIndexOf('@');
      return switch (form) {
        case PLAIN -> to;
        case LISTED -> to.substring(0, at) + "=" + to.substring(at + 1);
        case FORWARDED -> to.substring(at + 1) + "=" + to.substring(0, at);
      };
    }
  }

  /** The local parts of one domain, each spelt from its end. */
  private static final class Locals {
    final CharTrie<AddressRule> exact = new CharTrie<>();
    final CharTrie<AddressRule> tagged = new CharTrie<>();
  }

  /** RFC 5321 allows 64 octets of local part; senders of bounce addresses use more. */
  private static final int TAG_LIMIT = 256;

  /** What RFC 5322 allows in one, too, but for the signs that part the values in a link. */
  private static final String TAG_SIGNS = "!#$'*/=^`{|}~";

  /** More white space than a person puts around a sign parts two words. */
  private static final int MOST_BLANKS = 3;

  private static final int LONGEST_DOMAIN = 255;

  /** Of a domain with more labels that have two forms, not all ways to mix them count. */
  private static final int MOST_SPELLINGS = 16;

  private final CharTrie<Locals> domains = new CharTrie<>();
  private final boolean empty;

  /** Of two rules for one address the first counts. */
  AddressFinder(Collection<AddressRule> rules) {
    empty = rules.isEmpty();
    for (AddressRule rule : rules) {
      for (String domain : spellings(rule.domain())) {
        Locals locals = domains.at(domain, Locals::new);
        String local = Addresses.unquoted(rule.local());
        add(locals, local, rule);
        if (!Addresses.isAscii(local)) {
          add(locals, Normalizer.normalize(local, Normalizer.Form.NFC), rule);
        }
      }
    }
  }

  private static void add(Locals locals, String local, AddressRule rule) {
    String backwards = new StringBuilder(local).reverse().toString();
    locals.exact.at(backwards, () -> rule);
    locals.exact.at('"' + backwards + '"', () -> rule);
    if (rule.subaddresses()) {
      locals.tagged.at(backwards, () -> rule);
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
    for (int i = afterBlanks(text, at + 1); i < text.length(); i++) {
      node = node.step(text.charAt(i));
      if (node == null) {
        break;
      }
      if (node.value() != null && TextBounds.endsWhole(text, i + 1)) {
        Match match = local(text, at, i + 1, node.value());
        best = match == null ? best : match;
      }
    }
    best = best == null ? inBounceAddress(text, at) : best;
    return best == null ? inForwarded(text, at) : best;
  }

  private static Match local(CharSequence text, int at, int end, Locals locals) {
    int localEnd = beforeBlanks(text, at);
    Match tagged = null;
    for (int i = localEnd - 1; i > 0 && i > at - TAG_LIMIT && isTag(text.charAt(i)); i--) {
      if (text.charAt(i) == '+') {
        Match match = backwards(text, i, at, end, locals.tagged);
        tagged = match == null ? tagged : match;
      }
    }
    Match exact = backwards(text, localEnd, at, end, locals.exact);
    boolean longer = exact == null || (tagged != null && tagged.start() < exact.start());
    return longer ? tagged : exact;
  }

  /** The longest key that ends before {@code from} and is whole on its left. */
  private static Match backwards(
      CharSequence text, int from, int at, int end, CharTrie<AddressRule> tree) {
    Match best = null;
    CharTrie<AddressRule> node = tree;
    for (int i = from - 1; i >= 0; i--) {
      node = node.step(text.charAt(i));
      if (node == null) {
        break;
      }
      if (node.value() != null && TextBounds.beginsWhole(text, i, end)) {
        best = new Match(i, end, at, node.value(), Form.PLAIN);
      }
    }
    return best;
  }

  /** A known address, with a {@code =} in it, before the {@code @} of another one. */
  private Match inBounceAddress(CharSequence text, int at) {
    int sign = signBefore(text, at, AddressFinder::isOfDomain);
    if (sign <= 0) {
      return null;
    }
    CharTrie<Locals> node = domains;
    for (int i = sign + 1; i < at && node != null; i++) {
      node = node.step(text.charAt(i));
    }
    return node == null || node.value() == null ? null : listed(text, sign, at, node.value());
  }

  /** What a list puts before an address ends in any sign: {@code bounces-12-ann=real.example}. */
  private static Match listed(CharSequence text, int sign, int end, Locals locals) {
    Match longest = null;
    CharTrie<AddressRule> node = locals.exact;
    for (int i = sign - 1; i >= 0 && node != null; i--) {
      node = node.step(text.charAt(i));
      boolean whole = i == 0 || !TextBounds.isAlphanumeric(text.charAt(i - 1));
      if (node != null && node.value() != null && whole) {
        longest = new Match(i, end, sign, node.value(), Form.LISTED);
      }
    }
    return longest;
  }

  /** A known address, its domain first, before the {@code @} of a forwarder's own. */
  private Match inForwarded(CharSequence text, int at) {
    int sign = signBefore(text, at, c -> c != '=' && isTag(c));
    int start = sign < 0 ? -1 : signBefore(text, sign, AddressFinder::isOfDomain);
    if (start < 0) {
      return null;
    }
    CharTrie<Locals> node = domains;
    for (int i = start + 1; i < sign && node != null; i++) {
      node = node.step(text.charAt(i));
    }
    Match match = node == null || node.value() == null ? null : local(text, at, at, node.value());
    return match == null || match.start() != sign + 1
        ? null
        : new Match(start + 1, at, sign, match.rule(), Form.FORWARDED);
  }

  /** The {@code =} with nothing but such characters, and at least one, up to {@code end}; or -1. */
  private static int signBefore(CharSequence text, int end, IntPredicate inside) {
    int sign = end - 1;
    while (sign > 0 && end - sign <= LONGEST_DOMAIN && inside.test(text.charAt(sign))) {
      sign--;
    }
    return sign >= 0 && sign < end - 1 && text.charAt(sign) == '=' ? sign : -1;
  }

  private static int afterBlanks(CharSequence text, int from) {
    int i = from;
    while (i < text.length() && i - from < MOST_BLANKS && isBlank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static int beforeBlanks(CharSequence text, int from) {
    int i = from;
    while (i > 0 && from - i < MOST_BLANKS && isBlank(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\u00A0';
  }

  private static boolean isOfDomain(int c) {
    return c == '.' || c == '-' || c >= 0x80 || TextBounds.isAlphanumeric((char) c);
  }

  private static boolean isTag(int c) {
    return TextBounds.isLocal((char) c) || c >= 0x80 || TAG_SIGNS.indexOf(c) >= 0;
  }

  private static int next(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '@') {
        return i;
      }
    }
    return -1;
  }

  /**
   * A domain with each label in both forms; as it is where it is no IDN, or none that can be read.
   */
  static Set<String> spellings(String domain) {
    if (Addresses.isAscii(domain) && !domain.toLowerCase(Locale.ROOT).contains("xn--")) {
      return Set.of(domain);
    }
    Set<String> all = new LinkedHashSet<>();
    all.add(domain);
    try {
      String ascii = DomainNames.toAscii(domain);
      String unicode = DomainNames.toUnicode(ascii);
      all.add(ascii);
      all.add(unicode);
      all.addAll(mixed(ascii.split("\\.", -1), unicode.split("\\.", -1)));
    } catch (IllegalArgumentException e) {
      return all; // not a host name: it can only stand as written
    }
    return all;
  }

  /** Each label in either form: some programs write only the last one, or the first, anew. */
  private static List<String> mixed(String[] ascii, String[] unicode) {
    List<String> heads = List.of("");
    for (int i = 0; i < Math.min(ascii.length, unicode.length); i++) {
      List<String> longer = new ArrayList<>();
      for (String head : heads) {
        String start = head.isEmpty() ? "" : head + ".";
        longer.add(start + ascii[i]);
        if (!ascii[i].equals(unicode[i]) && heads.size() < MOST_SPELLINGS) {
          longer.add(start + unicode[i]);
        }
      }
      heads = longer;
    }
    return heads;
  }
}
