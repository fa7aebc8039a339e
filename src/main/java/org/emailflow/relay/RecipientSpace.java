package org.emailflow.relay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.emailflow.chain.ServiceAddresses;
import org.emailflow.mail.AddressRule;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.Space;

/**
 * The world as the recipient of one message sees it: the sender under its alias, itself under its
 * real address, third parties under codes that it may use, everybody else not at all.
 */
final class RecipientSpace implements Space {
  private final String senderAlias;
  private final Set<String> senderKeys;
  private final String recipient;
  private final Set<String> recipientAliasKeys;
  private final List<AddressRule> rules;
  private final Map<String, String> maskedKeys = new LinkedHashMap<>();
  private final Others others;
  private final DisplayNames names;
  private final IdBook ids;

  /**
   * Those who are neither sender nor recipient.
   *
   * @param masked aliases by real addresses
   * @param usable whether the recipient may itself write to an alias of ours
   */
  record Others(Map<String, String> masked, Predicate<String> usable) {}

  /**
   * Makes the view of one message.
   *
   * @param senderAddresses every real address that is the sender's, as written
   * @param recipientAliases the addresses under which the sender knows the recipient
   */
  RecipientSpace(
      String senderAlias,
      Set<String> senderAddresses,
      String recipient,
      Set<String> recipientAliases,
      Others others,
      DisplayNames names,
      IdBook ids) {
    this.senderAlias = senderAlias;
    this.senderKeys = keys(senderAddresses);
    this.recipient = recipient;
    this.recipientAliasKeys = keys(recipientAliases);
    this.others = others;
    this.names = names;
    this.ids = ids;
    List<AddressRule> all = new ArrayList<>();
    senderAddresses.forEach(address -> all.add(new AddressRule(address, senderAlias, true)));
    recipientAliases.forEach(address -> all.add(new AddressRule(address, recipient, false)));
    others
        .masked()
        .forEach(
            (address, alias) -> {
              Addresses.key(address).ifPresent(key -> maskedKeys.put(key, alias));
              all.add(new AddressRule(address, alias, false));
            });
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
    if (senderKeys.contains(key) || senderKeys.contains(ServiceAddresses.plain(key))) {
      return Optional.of(names.named(mailbox, senderAlias));
    }
    boolean usable = others.usable().test(mailbox.address());
    return Optional.ofNullable(usable ? mailbox.address() : maskedKeys.get(key))
        .map(address -> names.named(mailbox, address));
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
