package org.emailflow.chain;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.emailflow.mail.Addresses;
import org.emailflow.store.ServiceFacts;

/**
 * The addresses from which a service may write.
 *
 * <p>Each registered address counts with its sub-addresses ({@code bob+lets@}, RFC 5233), and in
 * BATV's form ({@code prvs=1234abcd=bob@}, draft-levine-smtp-batv): servers that sign their bounce
 * address that way put it into the envelope of every mail they send.
 */
public final class ServiceAddresses {
  private static final String BATV = "prvs=";

  private final Set<String> keys;
  private final Set<String> domains;

  public ServiceAddresses(List<ServiceFacts.Address> addresses) {
    keys =
        addresses.stream().map(ServiceFacts.Address::key).collect(Collectors.toUnmodifiableSet());
    domains =
        addresses.stream()
            .filter(ServiceFacts.Address::wholeDomain)
            .map(address -> domain(address.key()))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether {@code address} is one of the service's. */
  public boolean include(String address) {
    return Addresses.key(address)
        .filter(
            key -> keys.contains(key) || keys.contains(plain(key)) || domains.contains(domain(key)))
        .isPresent();
  }

  private static String domain(String key) {
    return key.substring(key.lastIndexOf('@') + 1);
  }

  /** An address, or its matching key, without BATV's tag and without a sub-address. */
  public static String plain(String key) {
    int at = key.lastIndexOf('@');
    if (at < 0) {
      return key;
    }
    String local = key.substring(0, at);
    if (local.startsWith(BATV) && local.indexOf('=', BATV.length()) > 0) {
      local = local.substring(local.indexOf('=', BATV.length()) + 1);
    }
    int plus = local.indexOf('+');
    return (plus > 0 ? local.substring(0, plus) : local) + key.substring(at);
  }
}
