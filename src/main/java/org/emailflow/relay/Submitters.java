package org.emailflow.relay;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emailflow.mail.Chars;
import org.emailflow.mail.ReceivedClient;

/**
 * The clients whose mail counts as authenticated: the site's own web hosts, by name, address or
 * network (RFC 4632).
 */
final class Submitters {
  private final Set<String> names = new HashSet<>();
  private final List<Network> networks = new ArrayList<>();

  /** The addresses that share their first {@code bits} bits with {@code base}. */
  private record Network(InetAddress base, int bits) {
    boolean holds(InetAddress client) {
      byte[] wanted = base.getAddress();
      byte[] given = client.getAddress();
      boolean same = given.length == wanted.length;
      for (int bit = 0; same && bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        same = (given[bit / 8] & mask) == (wanted[bit / 8] & mask);
      }
      return same;
    }
  }

  /**
   * Takes the setting.
   *
   * @param clients as the {@code config} room has checked them
   */
  Submitters(List<String> clients) {
    clients.forEach(this::add);
  }

  private void add(String client) {
    int slash = client.indexOf('/');
    String address = slash < 0 ? client : client.substring(0, slash);
    if (!isLiteral(address)) {
      names.add(client);
      return;
    }
    InetAddress base = literal(address);
    int bits =
        slash < 0 ? 8 * base.getAddress().length : Integer.parseInt(client.substring(slash + 1));
    networks.add(new Network(base, bits));
  }

  /** Whether it is an address in digits; a name may end in some, and nothing is looked up here. */
  private static boolean isLiteral(String client) {
    return client.indexOf(':') >= 0 || Chars.all(client, c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static InetAddress literal(String address) {
    try {
      String literal = address.indexOf(':') < 0 ? address : "[" + address + "]";
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address: " + address, e);
    }
  }

  boolean include(ReceivedClient client) {
    return client.name().filter(names::contains).isPresent()
        || networks.stream().anyMatch(network -> network.holds(client.address()));
  }
}
