package org.emailflow.relay;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.emailflow.chain.ServiceAddresses;
import org.emailflow.chain.Transaction;
import org.emailflow.mail.AddressList;
import org.emailflow.mail.Header;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Direction;
import org.emailflow.store.ServiceFacts;

/**
 * Every address that is the sender's: those under which the message itself names its writer, and
 * those that are known of its side; our own aliases excepted.
 */
final class SenderAddresses {
  private static final List<String> FIELDS = List.of("From", "Sender", "Reply-To");

  private final AliasGrammar grammar;

  SenderAddresses(AliasGrammar grammar) {
    this.grammar = grammar;
  }

  /** As written, and the mailboxes of which they are sub-addresses. */
  Set<String> of(Transaction transaction, CorrespondentFacts correspondent) {
    Set<String> addresses = written(transaction);
    if (transaction.direction() == Direction.TO_SERVICE) {
      addresses.add(correspondent.address());
    } else {
      transaction.facts().service().orElseThrow().addresses().stream()
          .map(ServiceFacts.Address::address)
          .forEach(addresses::add);
    }
    addresses.addAll(addresses.stream().map(ServiceAddresses::plain).toList());
    addresses.removeIf(address -> !isLocalAtDomain(address));
    return addresses;
  }

  /** Not so an envelope sender without a domain, which is what local mail may have. */
  private static boolean isLocalAtDomain(String address) {
    int at = address.lastIndexOf('@');
    return at > 0 && at < address.length() - 1;
  }

  /** By the message alone. */
  Set<String> written(Transaction transaction) {
    Header header = transaction.message().header();
    Set<String> written = new LinkedHashSet<>();
    for (String name : FIELDS) {
      header.all(name).stream()
          .flatMap(field -> AddressList.parse(field.body()).stream())
          .forEach(box -> written.add(box.address()));
    }
    transaction.writer().ifPresent(box -> written.add(box.address()));
    transaction.envelope().sender().ifPresent(written::add);
    transaction.envelope().origin().ifPresent(written::add);
    written.removeIf(address -> grammar.parse(address).isPresent());
    return written;
  }
}
