package org.emailflow.chain.plugin;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.ServiceAddresses;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.mail.Mailbox;
import org.emailflow.store.Role;

/**
 * Core: only the service answers a user, and nobody writes as one of our own addresses.
 *
 * <p>To a {@code user-} code both the From address and the envelope sender must be the service's: a
 * From alone is a line that anybody may write, and an envelope sender alone is what a forwarder
 * leaves behind.
 *
 * <p>Who could send this, and what would they gain? Somebody who learned a user code (it was in a
 * forwarded mail) could write to the user behind it. He cannot, short of sending through the
 * service's own mail host; {@code sender_auth} closes that way too.
 */
final class WriterCheck implements Plugin {
  private final Predicate<String> ownAddress;

  /**
   * @param ownAddress whether an address is one of the relay's own codes
   */
  WriterCheck(Predicate<String> ownAddress) {
    this.ownAddress = ownAddress;
  }

  @Override
  public String name() {
    return "writer_check";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.RCPT);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    if (transaction.alias().role() == Role.BOUNCE) {
      return Verdict.DECLINED;
    }
    Optional<Mailbox> writer = transaction.writer();
    if (writer.isEmpty()) {
      return Verdict.deny("5.1.7", "no-writer");
    }
    if (ownAddress.test(writer.get().address())
        || transaction.envelope().sender().filter(ownAddress).isPresent()) {
      return Verdict.hold("loop-own-address");
    }
    return transaction.alias().role() == Role.USER
        ? service(transaction, writer.get())
        : Verdict.DECLINED;
  }

  private static Verdict service(Transaction transaction, Mailbox writer) {
    Optional<String> sender = transaction.envelope().sender();
    if (sender.isEmpty()) {
      return Verdict.done("null-sender-to-user-code");
    }
    ServiceAddresses addresses =
        new ServiceAddresses(transaction.facts().service().orElseThrow().addresses());
    boolean both = addresses.include(writer.address()) && addresses.include(sender.get());
    return both ? Verdict.DECLINED : Verdict.deny("5.1.1", "wrong-writer");
  }
}
