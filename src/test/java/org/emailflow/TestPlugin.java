package org.emailflow;

import java.util.Set;
import java.util.function.Function;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;

/** A site plugin that does what a test says to messages with a word in their Subject. */
public record TestPlugin(Hook hook, String word, Function<Transaction, Verdict> answer)
    implements Plugin {

  @Override
  public String name() {
    return "test_" + word;
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(hook);
  }

  @Override
  public Verdict on(Hook asked, Transaction transaction) {
    String subject =
        transaction.message().header().first("Subject").map(field -> field.body()).orElse("");
    return subject.contains(word) ? answer.apply(transaction) : Verdict.DECLINED;
  }
}
