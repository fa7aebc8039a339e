package org.emailflow.chain.plugin;

import java.util.Optional;
import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.LoopMark;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.mail.Header;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.ServiceFacts;

/**
 * Core: no message goes round. Our own signed mark for the same conversation ends it at once; where
 * a relay on the way strips that, the hops do (RFC 5321 section 6.3).
 */
final class LoopLimit implements Plugin {
  /** Mail on its honest way has fewer than ten; a loop has as many as it is given. */
  static final int MAX_HOPS = 25;

  private final LoopMark mark;

  LoopLimit(LoopMark mark) {
    this.mark = mark;
  }

  @Override
  public String name() {
    return "loop_limit";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.HEADERS);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    Header header = transaction.message().header();
    if (LoopMark.hops(header) > MAX_HOPS) {
      return Verdict.hold("too-many-hops");
    }
    Optional<ServiceFacts> service = transaction.facts().service();
    Optional<CorrespondentFacts> correspondent = transaction.facts().correspondent();
    boolean ours =
        service.isPresent()
            && correspondent.isPresent()
            && mark.in(header, service.get().code(), correspondent.get().code());
    return ours ? Verdict.hold("loop-own-mark") : Verdict.DECLINED;
  }
}
