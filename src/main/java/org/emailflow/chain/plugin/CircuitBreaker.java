package org.emailflow.chain.plugin;

import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;

/**
 * Core: no conversation is faster than people are. A loop through a relay that strips every mark
 * and count is slowed down to that; a person who sends much at once has the rest of it delayed.
 *
 * <p>Asked last, because only then the messages that went before in the same batch are counted.
 */
final class CircuitBreaker implements Plugin {
  /** Messages of one conversation, either way and of any kind, in the last ten minutes. */
  static final int MOST = 30;

  @Override
  public String name() {
    return "circuit_breaker";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.OUTBOUND);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    return transaction
            .facts()
            .correspondent()
            .filter(user -> user.conversation().recent() >= MOST)
            .isPresent()
        ? Verdict.denySoft("too-many-messages")
        : Verdict.DECLINED;
  }
}
