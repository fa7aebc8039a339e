package org.emailflow.chain.plugin;

import java.util.Optional;
import java.util.Set;
import org.emailflow.chain.Authenticity;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.ServiceAddresses;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.mail.Mailbox;
import org.emailflow.store.Role;

/**
 * Core: only the service answers a user, and only the user whose conversation it is writes by a
 * token.
 *
 * <p>To a {@code user-} code both the From address and the envelope sender must be the service's: a
 * From alone is a line that anybody may write, and an envelope sender alone is what a forwarder
 * leaves behind. The null sender, which every machine that answers uses, has nothing to compare: it
 * passes where our own MTA vouches for that From, and is discarded else.
 *
 * <p>An automatic answer to a token is nobody's to prove: it comes from the null sender, and the
 * token is what only the two mail hosts have seen (RFC 3834 section 4).
 *
 * <p>Who could send this, and what would they gain? Somebody who learned a user code (it was in a
 * forwarded mail) could write to the user behind it. He cannot, short of sending through the
 * service's own mail host; {@code sender_auth} closes that way too.
 */
final class WriterCheck implements Plugin {
  private static final Verdict WRONG_WRITER = Verdict.deny("5.1.1", "wrong-writer");

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
      return Verdict.deny(status(transaction), "no-writer");
    }
    if (Addresses.usableKey(writer.get().address()).isEmpty()) {
      return Verdict.deny(status(transaction), "writer-address");
    }
    boolean answersToken = transaction.byToken() && transaction.automatic().isAutomatic();
    if (answersToken) {
      return Verdict.DECLINED;
    }
    return transaction.alias().role() == Role.USER
        ? service(transaction, writer.get())
        : user(transaction, writer.get());
  }

  /**
   * To a user's code as if there were none: an odd From must not find out which codes there are.
   */
  private static String status(Transaction transaction) {
    return transaction.alias().role() == Role.USER ? WRONG_WRITER.status() : "5.1.7";
  }

  /** To a service anybody may write; but by a token only the one whose conversation it names. */
  private static Verdict user(Transaction transaction, Mailbox writer) {
    boolean another =
        transaction
            .facts()
            .correspondent()
            .filter(known -> !Addresses.key(writer.address()).equals(Optional.of(known.key())))
            .isPresent();
    return another ? WRONG_WRITER : Verdict.DECLINED;
  }

  private static Verdict service(Transaction transaction, Mailbox writer) {
    if (transaction.automatic().kind() == AutomaticMail.Kind.BOUNCE) {
      return Verdict.done("bounce-to-alias");
    }
    ServiceAddresses addresses =
        new ServiceAddresses(transaction.facts().service().orElseThrow().addresses());
    boolean written = addresses.include(writer.address());
    Optional<String> sender = transaction.envelope().origin();
    if (sender.isEmpty()) {
      boolean vouched = written && transaction.authenticity() == Authenticity.PASS;
      return vouched ? Verdict.DECLINED : Verdict.done("null-sender-to-user-code");
    }
    return written && addresses.include(sender.get()) ? Verdict.DECLINED : WRONG_WRITER;
  }
}
