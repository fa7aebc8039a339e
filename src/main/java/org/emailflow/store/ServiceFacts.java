package org.emailflow.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A service.
 *
 * @param reference the site's own name of the listing; unique with the primary address
 * @param domain the relay's domain that its alias is in
 * @param addresses its real addresses, one of them primary
 */
public record ServiceFacts(
    long id,
    String code,
    String name,
    Optional<String> reference,
    String domain,
    boolean enabled,
    Optional<Instant> expiresAt,
    Instant createdAt,
    List<Address> addresses) {

  public ServiceFacts {
    addresses = List.copyOf(addresses);
  }

  /**
   * A real address of a service.
   *
   * @param key the form that is compared
   * @param wholeDomain whether every address of its domain may answer for the service
   */
  public record Address(String address, String key, boolean primary, boolean wholeDomain) {}

  /** Whether its code works at that time. */
  public boolean open(Instant now) {
    return enabled && expiresAt.map(now::isBefore).orElse(true);
  }

  /** Where its mail goes. */
  public Address primary() {
    return addresses.stream()
        .filter(Address::primary)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("service " + code + " has no primary address"));
  }
}
