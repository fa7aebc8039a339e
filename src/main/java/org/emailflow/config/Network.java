package org.emailflow.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** IPv4 and IPv6 addresses, and networks of them (RFC 4632, RFC 4291 section 2.3). */
final class Network {

  private Network() {}

  /** The text in lower case; empty if it is neither an address nor address/bits. */
  static Optional<String> normalise(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    int bits = bits(address);
    boolean network = slash < 0 || isNumber(text.substring(slash + 1), bits);
    return bits > 0 && network ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  /** 32 or 128; 0 for what is no address. */
  private static int bits(String address) {
    if (address.indexOf(':') < 0) {
      return isDottedQuad(address) ? 32 : 0;
    }
    try {
      // In brackets it is a literal or an error: no name is ever looked up.
      return 8 * InetAddress.getByName("[" + address + "]").getAddress().length;
    } catch (UnknownHostException e) {
      return 0;
    }
  }

  private static boolean isDottedQuad(String text) {
    String[] octets = text.split("\\.", -1);
    for (String octet : octets) {
      if (!isNumber(octet, 255)) {
        return false;
      }
    }
    return octets.length == 4;
  }

  /** Whether this is a number of one to three digits, and no more than {@code most}. */
  private static boolean isNumber(String text, int most) {
    return !text.isEmpty()
        && text.length() <= 3
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(text) <= most;
  }
}
