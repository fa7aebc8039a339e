package org.emailflow.mail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Content-IDs of a message that name a host of the sender's, and what stands in their place,
 * for the parts and for the {@code cid:} links to them.
 *
 * <p>Each id costs many times its length to look for, so of those in one message only so many
 * characters count. A part beyond that goes on without its id, which no letter ever needed.
 */
final class ContentIds {

  private static final int MOST_CHARACTERS = 100_000;

  private final AddressFinder known;
  private final HostFinder hosts;
  private final String domain;
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final Map<String, String> bare = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private int characters;

  /**
   * @param known the addresses that are replaced in any case
   * @param domain the relay's
   */
  ContentIds(AddressFinder known, HostFinder hosts, String domain) {
    this.known = known;
    this.hosts = hosts;
    this.domain = domain;
  }

  /** Adds those of an entity and of all within it. */
  void collect(Entity entity) {
    entity.header().first("Content-ID").ifPresent(f -> add(f.body()));
    entity.children().forEach(this::collect);
  }

  private void add(String body) {
    List<String> ids = body.indexOf('<') < 0 ? List.of("<" + body + ">") : MessageIds.in(body);
    for (String bracketed : ids) {
      String id = bracketed.substring(1, bracketed.length() - 1);
      boolean named = id.length() <= MessageIds.LONGEST && hosts.in(id) && !known.in(id);
      characters += named ? id.length() : 0;
      if (named && characters <= MOST_CHARACTERS) {
        rename(id);
      }
    }
  }

  private void rename(String id) {
    int at = id.lastIndexOf('@');
    if (at > 0 && at < id.length() - 1) {
      String local = id.substring(0, at);
      String plain = hosts.in(local) ? "part" : local;
      renamed.computeIfAbsent(id, i -> free(plain));
    } else {
      bare.computeIfAbsent(id, i -> free("part"));
    }
  }

  private String free(String local) {
    String id = local + "@" + domain;
    while (!taken.add(id)) {
      id = local + "." + numbers.merge(local, 2, (n, two) -> n + 1) + "@" + domain;
    }
    return id;
  }

  /** Those that look like addresses, and can be found as such. */
  List<AddressRule> rules() {
    return renamed.entrySet().stream()
        .map(e -> new AddressRule(e.getKey(), e.getValue(), false))
        .toList();
  }

  /** Those that are no {@code local@domain}. */
  Map<String, String> bare() {
    return bare;
  }

  /** All that stand in place of others. */
  Set<String> taken() {
    return taken;
  }
}
