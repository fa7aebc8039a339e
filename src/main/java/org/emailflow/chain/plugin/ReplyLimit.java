package org.emailflow.chain.plugin;

import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.ReplyBudget;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Direction;

/**
 * Core: a service writes to a correspondent within its {@linkplain ReplyBudget reply budget}.
 *
 * <p>Its machine's answers are no part of that, but none goes to an address of which nobody has
 * vouched: they are what a forger of addresses has sent to strangers (RFC 3834 section 2).
 */
final class ReplyLimit implements Plugin {
  private final ReplyBudget budget;

  ReplyLimit(ReplyBudget budget) {
    this.budget = budget;
  }

  @Override
  public String name() {
    return "reply_limit";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.OUTBOUND);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    if (transaction.direction() == Direction.TO_SERVICE) {
      return Verdict.DECLINED;
    }
    CorrespondentFacts user = transaction.facts().correspondent().orElseThrow();
    if (transaction.automatic().isAutomatic()) {
      return budget.isProven(user) ? Verdict.DECLINED : Verdict.done("automatic-to-unproven");
    }
    return user.conversation().unanswered() >= budget.of(user)
        ? Verdict.deny("5.7.1", "unanswered")
        : Verdict.DECLINED;
  }
}
