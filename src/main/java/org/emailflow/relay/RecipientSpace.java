package org.emailflow.relay;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emailflow.chain.ServiceAddresses;
import org.emailflow.mail.AddressRule;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.Space;

/**
 * The world as the recipient of one message sees it: the sender under its alias, itself under its
 * real address, everybody else not at all.
 */
final class RecipientSpace implements Space {
  private final String senderAlias;
  private final Set<String> senderKeys;
  private final String recipient;
  private final Set<String> recipientAliasKeys;
  private final List<AddressRule> rules;
  private final DisplayNames names;
  private final IdBook ids;

  /**
   * @param senderAddresses every real address that is the sender's, as written
   * @param recipientAliases the addresses under which the sender knows the recipient
   */
  RecipientSpace(
      String senderAlias,
      Set<String> senderAddresses,
      String recipient,
      Set<String> recipientAliases,
      DisplayNames names,
      IdBook ids) {
    this.senderAlias = senderAlias;
    this.senderKeys = keys(senderAddresses);
    this.recipient = recipient;
    this.recipientAliasKeys = keys(recipientAliases);
    this.names = names;
    this.ids = ids;
    List<AddressRule> all = new ArrayList<>();
    senderAddresses.forEach(address -> all.add(new AddressRule(address, senderAlias, true)));
    recipientAliases.forEach(address -> all.add(new AddressRule(address, recipient, false)));
    rules = List.copyOf(all);
  }

  private static Set<String> keys(Set<String> addresses) {
    Set<String> keys = new LinkedHashSet<>();
    addresses.forEach(address -> Addresses.key(address).ifPresent(keys::add));
    return keys;
  }

  @Override
  public Optional<Mailbox> show(Mailbox mailbox) {
    String key = Addresses.key(mailbox.address()).orElse("");
    if (recipientAliasKeys.contains(key)) {
      return Optional.of(names.named(mailbox, recipient));
    }
    boolean senders = senderKeys.contains(key) || senderKeys.contains(ServiceAddresses.plain(key));
    return senders ? Optional.of(names.named(mailbox, senderAlias)) : Optional.empty();
  }

  @Override
  public List<AddressRule> rules() {
    return rules;
  }

  @Override
  public String id(String original) {
    return ids.of(original);
  }

  String senderAlias() {
    return senderAlias;
  }

  String recipient() {
    return recipient;
  }
}
