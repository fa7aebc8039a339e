package org.emailflow.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** How addresses are compared. */
public final class Addresses {
  /** RFC 5321 section 4.5.3.1: 64 octets, an @ and 255 octets. */
  private static final int LONGEST = 320;

  private Addresses() {}

  /**
   * The key of an address, equal for two spellings of one: lower case, a domain in other scripts as
   * A-labels, no dot at its end, no quotes around a local part that needs none. Empty if it is no
   * address.
   */
  public static Optional<String> key(String address) {
    String trimmed = address.strip();
    int at = trimmed.lastIndexOf('@');
    String local = unquoted(trimmed.substring(0, Math.max(0, at)));
    String domain = domainKey(trimmed.substring(at + 1));
    if (at < 0 || local.isEmpty() || domain.isEmpty() || !isPlain(domain) || !isLocal(local)) {
      return Optional.empty();
    }
    String lower = Normalizer.normalize(local.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    return Optional.of(lower + "@" + domain);
  }

  /**
   * The key of an address that can be written to and be kept: no longer than addresses are, itself
   * and its key, and one that can stand in a path. Empty for any other.
   */
  public static Optional<String> usableKey(String address) {
    return address.length() <= LONGEST && standsInPath(address)
        ? key(address).filter(key -> key.getBytes(UTF_8).length <= LONGEST)
        : Optional.empty();
  }

  /**
   * Whether the text could stand between the angle brackets of an envelope's path (RFC 5321 section
   * 4.1.2) in a line of its own, and end neither.
   */
  public static boolean standsInPath(String address) {
    return !Chars.any(address, c -> c < ' ' || c == '<' || c == '>');
  }

  /** The key of a domain: lower case, A-labels, no dot at its end. Never fails. */
  public static String domainKey(String domain) {
    String lower = withoutLastDot(DomainNames.lower(domain.strip()));
    if (isAscii(lower)) {
      return lower;
    }
    try {
      return withoutLastDot(DomainNames.toAscii(lower).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException notIdn) {
      return lower;
    }
  }

  private static String withoutLastDot(String domain) {
    int end = domain.length();
    while (end > 0 && domain.charAt(end - 1) == '.') {
      end--;
    }
    return domain.substring(0, end);
  }

  /** A local part without the quotes that it does not need. */
  static String unquoted(String local) {
    if (local.length() < 3 || !local.startsWith("\"") || !local.endsWith("\"")) {
      return local;
    }
    String inside = local.substring(1, local.length() - 1);
    return isPlain(inside) && inside.indexOf('@') < 0 ? inside : local;
  }

  private static boolean isLocal(String local) {
    return isPlain(local) || (local.length() > 2 && local.startsWith("\"") && local.endsWith("\""));
  }

  private static boolean isPlain(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c <= ' ' || c == 0x7f || "()<>,;:\\\"".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether no character of a text is beyond ASCII. */
  public static boolean isAscii(CharSequence s) {
    for (int i = 0; i < s.length(); i++) {
      if (s.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
