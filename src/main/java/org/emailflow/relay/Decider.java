package org.emailflow.relay;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.emailflow.chain.Alias;
import org.emailflow.chain.Hook;
import org.emailflow.chain.PluginChain;
import org.emailflow.chain.Step;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.mail.MailException;
import org.emailflow.store.Direction;
import org.emailflow.store.Disposition;
import org.emailflow.store.Facts;
import org.emailflow.store.Kind;
import org.emailflow.store.OutboundFacts;
import org.emailflow.store.Role;

/**
 * Names what happens to a message: earlier copies first, then the chain, then what a {@code
 * bounce-} token leads to.
 *
 * <p>Decides only; nothing is written, so {@code efm explain} asks the same class.
 */
final class Decider {
  private final PluginChain chain;

  Decider(PluginChain chain) {
    this.chain = chain;
  }

  /**
   * @param name the file's name in the Maildir
   * @param trace told of each plugin's answer
   */
  Decision decide(Incoming incoming, Facts facts, String name, Consumer<Step> trace)
      throws MailException, IOException {
    Optional<Decision> settled = facts.earlier().flatMap(earlier -> earlier(earlier, name));
    if (settled.isPresent()) {
      return settled.get();
    }
    Transaction transaction = incoming.transaction(facts);
    Kind kind = kind(transaction.automatic());
    Verdict verdict = chain.run(transaction, trace, Hook.MAIL, Hook.RCPT);
    if (verdict.ends()) {
      return stop(verdict, kind);
    }
    return incoming.alias().role() == Role.BOUNCE
        ? token(transaction, kind, trace)
        : rest(transaction, kind, trace);
  }

  /**
   * An MTA that was cut off delivers again under a new name; the same name, before the original was
   * archived, is a claim that a power cut undid (S3'), whatever was decided. What was denied or
   * failed and is archived is decided anew, so that a file may be moved back by hand.
   */
  private static Optional<Decision> earlier(Facts.Earlier earlier, String name) {
    if (!earlier.archived() && baseName(earlier.name()).equals(baseName(name))) {
      return Optional.of(new Decision.Settled(earlier));
    }
    return switch (earlier.disposition()) {
      case DENIED, FAILED -> Optional.empty();
      case RELAYED, DISCARDED, DEFERRED, DUPLICATE ->
          Optional.of(
              new Decision.Stop(
                  Disposition.DUPLICATE, Kind.MESSAGE, "delivered-again", Optional.empty()));
    };
  }

  /** A Maildir name without its flags, which a mail reader may have changed. */
  private static String baseName(String name) {
    int flags = name.indexOf(":2,");
    return flags < 0 ? name : name.substring(0, flags);
  }

  private Decision rest(Transaction transaction, Kind kind, Consumer<Step> trace) {
    Verdict verdict = chain.run(transaction, trace, Hook.HEADERS, Hook.MESSAGE);
    return verdict.ends() ? stop(verdict, kind) : new Decision.Pass(transaction, kind);
  }

  /** Mail to a token: a bounce, an automatic answer, or a person who answered the wrong address. */
  private Decision token(Transaction transaction, Kind kind, Consumer<Step> trace)
      throws MailException, IOException {
    if (kind == Kind.BOUNCE) {
      return bounced(transaction);
    }
    Transaction meant = meant(transaction);
    Verdict verdict = chain.run(meant, trace, Hook.RCPT);
    return verdict.ends() ? stop(verdict, kind) : rest(meant, kind, trace);
  }

  private static Decision bounced(Transaction transaction) throws MailException, IOException {
    OutboundFacts outbound = transaction.facts().outbound().orElseThrow();
    if (outbound.kind() == Kind.NOTICE) {
      return new Decision.Stop(
          Disposition.DISCARDED, Kind.BOUNCE, "bounce-of-notice", Optional.empty());
    }
    return new Decision.Bounced(
        transaction, BounceMeaning.of(transaction.message()), outbound.bounced());
  }

  /** The same message as if it had been written to the alias that the token's message came from. */
  private static Transaction meant(Transaction transaction) {
    OutboundFacts outbound = transaction.facts().outbound().orElseThrow();
    boolean fromService = outbound.direction().filter(Direction.TO_SERVICE::equals).isPresent();
    Alias alias =
        fromService
            ? new Alias(
                Role.USER,
                transaction.facts().correspondent().orElseThrow().code(),
                transaction.alias().domain())
            : new Alias(
                Role.SERVICE,
                transaction.facts().service().orElseThrow().code(),
                transaction.alias().domain());
    return transaction.to(alias);
  }

  /**
   * A message that cannot be masked (its reason starts with {@code signed} or {@code encrypted}) is
   * its writer's to mend; one that cannot be read at all waits for a person.
   */
  static Decision.Stop cannotPass(MailException e, Optional<Incoming> incoming) {
    Kind kind = incoming.map(in -> kind(in.automatic())).orElse(Kind.MESSAGE);
    boolean writers = e.reason().startsWith("signed") || e.reason().startsWith("encrypted");
    return writers
        ? new Decision.Stop(
            Disposition.DENIED,
            kind,
            e.reason(),
            Optional.of(new Refusal(Refusal.Topic.CANNOT_BE_MASKED, "5.7.0")))
        : stop(Disposition.FAILED, kind, e.reason());
  }

  static Decision.Stop stop(Verdict verdict, Kind kind) {
    return switch (verdict.word()) {
      case DONE -> stop(Disposition.DISCARDED, kind, verdict.reason());
      case DENYSOFT -> stop(Disposition.DEFERRED, kind, verdict.reason());
      case HOLD -> stop(Disposition.FAILED, kind, verdict.reason());
      case DENY ->
          new Decision.Stop(Disposition.DENIED, kind, verdict.reason(), Refusal.of(verdict));
      case DECLINED, OK -> throw new AssertionError(verdict + " ends nothing");
    };
  }

  private static Decision.Stop stop(Disposition disposition, Kind kind, String reason) {
    return new Decision.Stop(disposition, kind, reason, Optional.empty());
  }

  static Kind kind(AutomaticMail automatic) {
    return switch (automatic.kind()) {
      case PERSONAL -> Kind.MESSAGE;
      case BOUNCE -> Kind.BOUNCE;
      case AUTO_REPLY, LIST_OR_BULK -> Kind.AUTO_REPLY;
    };
  }
}
