package org.emailflow.chain.plugin;

import java.time.Duration;
import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.store.CorrespondentFacts;

/**
 * Core: no conversation is faster than people are. A loop through a relay that strips every mark
 * and count is slowed down to that; a person who sends much at once has the rest of it delayed.
 *
 * <p>Who could send this, and what would they gain? Anybody who knows a listing and one of its
 * users can write in that user's name, and three such messages a minute would keep the conversation
 * shut to both. So a message counts only those that are {@linkplain org.emailflow.store.Proof
 * proven} at least as well as itself, either way: forged mail delays forged mail, not what our own
 * MTA vouches for, nor what answers through a code, a token or an id. A loop partner may strip all
 * of that, too; then its messages are those that count everything, and the loop stops all the same.
 *
 * <p>A user's fresh mail of which our MTA says nothing cannot be told from a forger's. On a site
 * without {@code authserv-id} that is all fresh mail: there a forger can delay a user's first
 * messages, but not its answers, and nothing of the service's.
 *
 * <p>Asked last, because only then the messages that went before in the same batch are counted.
 */
final class CircuitBreaker implements Plugin {
  /** Messages of one conversation, either way and of any kind, within the window. */
  static final int MOST = 30;

  static final Duration WINDOW = Duration.ofMinutes(10);

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
    CorrespondentFacts user = transaction.facts().correspondent().orElseThrow();
    return user.conversation().recent().messages(transaction.proof()) >= MOST
        ? Verdict.denySoft("too-many-messages")
        : Verdict.DECLINED;
  }
}
