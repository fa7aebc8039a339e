package org.emailflow.chain.plugin;

import java.time.Duration;
import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.store.Proof;

/**
 * Automatic mail (RFC 3834) reaches the other party once a day and conversation.
 *
 * <p>Who could send this, and what would they gain? A forged absence note would use up the day of
 * the true one. So only those count that are {@linkplain Proof proven} at least as well. What a
 * message answers, and what went before it in the same batch, shows on {@link Hook#OUTBOUND}; on
 * {@link Hook#HEADERS} ends what is too much in any case.
 */
final class AutoSubmitted implements Plugin {
  private static final Duration PAUSE = Duration.ofDays(1);

  private final boolean relay;

  AutoSubmitted(boolean relay) {
    this.relay = relay;
  }

  @Override
  public String name() {
    return "auto_submitted";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.HEADERS, Hook.OUTBOUND);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    return switch (transaction.automatic().kind()) {
      case PERSONAL, BOUNCE -> Verdict.DECLINED;
      case AUTO_REPLY, LIST_OR_BULK ->
          relay ? onceADay(transaction, proof(hook, transaction)) : Verdict.done("automatic");
    };
  }

  /** At the most: an answer to what it got proves a message that nothing else proves. */
  private static Proof proof(Hook hook, Transaction transaction) {
    Proof proof = transaction.proof();
    return hook == Hook.HEADERS && proof == Proof.NONE ? Proof.SECRET : proof;
  }

  private static Verdict onceADay(Transaction transaction, Proof proof) {
    boolean again =
        transaction
            .facts()
            .correspondent()
            .flatMap(user -> user.conversation().recent().automatic(proof))
            .filter(last -> transaction.received().isBefore(last.plus(PAUSE)))
            .isPresent();
    return again ? Verdict.done("automatic-again") : Verdict.DECLINED;
  }
}
