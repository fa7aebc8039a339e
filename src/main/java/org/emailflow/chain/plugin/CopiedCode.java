package org.emailflow.chain.plugin;

import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Direction;
import org.emailflow.store.Origin;

/**
 * Core: who was only named in a copy has asked for nothing but the answer to that mail. To its code
 * a service's message passes as that answer, until the person writes.
 */
final class CopiedCode implements Plugin {
  @Override
  public String name() {
    return "copied_code";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.OUTBOUND);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    CorrespondentFacts user = transaction.facts().correspondent().orElseThrow();
    boolean silent = user.origin() == Origin.COPIED && user.conversation().ownMessages() == 0;
    boolean answer = transaction.draft().orElseThrow().isAnswer();
    return transaction.direction() == Direction.TO_USER && silent && !answer
        ? Verdict.deny("5.7.1", "copied-code")
        : Verdict.DECLINED;
  }
}
