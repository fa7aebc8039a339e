package org.emailflow.relay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.emailflow.chain.Authenticity;
import org.emailflow.chain.ServiceAddresses;
import org.emailflow.chain.Transaction;
import org.emailflow.config.Config;
import org.emailflow.mail.AddressList;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.Mailbox;
import org.emailflow.store.Direction;

/**
 * Who else stands in To and Cc of a user's message, and needs a code so that the service can answer
 * to all ({@code third-party = "mask"}).
 *
 * <p>Who could send this, and what would they gain? A code is a way to write to somebody who never
 * asked. So codes are made only for a person's mail whose writer our own MTA vouches for, twenty at
 * most for one message; and {@code copied_code} lets only an answer through them.
 */
final class ThirdParties {
  private static final int MOST = 20;

  private final boolean mask;
  private final AliasGrammar grammar;
  private final SenderAddresses senders;

  ThirdParties(Config config, AliasGrammar grammar) {
    mask = config.relay().thirdParty() == Config.ThirdParty.MASK;
    this.grammar = grammar;
    senders = new SenderAddresses(grammar);
  }

  /** Their mailboxes by the keys of their addresses, in the order in which they stand there. */
  Map<String, Mailbox> of(Transaction transaction) {
    boolean masked =
        mask
            && transaction.direction() == Direction.TO_SERVICE
            && transaction.authenticity() == Authenticity.PASS
            && !transaction.automatic().isAutomatic();
    return masked ? strangers(transaction) : Map.of();
  }

  private Map<String, Mailbox> strangers(Transaction transaction) {
    ServiceAddresses service =
        new ServiceAddresses(transaction.facts().service().orElseThrow().addresses());
    Set<String> own =
        senders.written(transaction).stream()
            .flatMap(address -> Addresses.key(address).stream())
            .map(ServiceAddresses::plain)
            .collect(Collectors.toSet());
    Map<String, Mailbox> strangers = new LinkedHashMap<>();
    for (Mailbox box : shown(transaction)) {
      Optional<String> key = key(box.address());
      boolean third =
          key.isPresent()
              && !service.include(box.address())
              && !own.contains(ServiceAddresses.plain(key.get()));
      if (third && strangers.size() < MOST) {
        strangers.putIfAbsent(key.get(), box);
      }
    }
    return strangers;
  }

  private static List<Mailbox> shown(Transaction transaction) {
    return List.of("To", "Cc").stream()
        .flatMap(name -> AddressList.of(transaction.message().header(), name).stream())
        .toList();
  }

  /** Of what can be written to and kept, and is none of our own addresses. */
  private Optional<String> key(String address) {
    return grammar.parse(address).isEmpty() ? Addresses.usableKey(address) : Optional.empty();
  }
}
