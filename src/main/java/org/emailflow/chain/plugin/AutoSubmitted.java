package org.emailflow.chain.plugin;

import java.time.Duration;
import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;

/** Automatic mail (RFC 3834) reaches the other party once a day and conversation. */
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
    return Set.of(Hook.HEADERS);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    return switch (transaction.automatic().kind()) {
      case PERSONAL, BOUNCE -> Verdict.DECLINED;
      case AUTO_REPLY, LIST_OR_BULK -> automatic(transaction);
    };
  }

  private Verdict automatic(Transaction transaction) {
    if (!relay) {
      return Verdict.done("automatic");
    }
    boolean again =
        transaction
            .facts()
            .correspondent()
            .flatMap(c -> c.conversation().autoReplyAt())
            .filter(last -> transaction.received().isBefore(last.plus(PAUSE)))
            .isPresent();
    return again ? Verdict.done("automatic-again") : Verdict.DECLINED;
  }
}
