package org.emailflow.chain.plugin;

import java.time.Clock;
import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Facts;
import org.emailflow.store.ServiceFacts;

/**
 * Core: a code must stand for somebody who may be written to.
 *
 * <p>Unknown, disabled, expired and blocked carry different reasons in the ledger and one text to
 * the sender (5.1.1), so that nothing is learned by asking. A false {@code bounce-} token is
 * discarded: whoever forged it is not told.
 *
 * <p>Who could measure what? These four and a wrong writer ({@link WriterCheck}) are decided by the
 * same look-up, one for the whole batch whether or not it finds a row, before any plugin of the
 * site is asked; no code is made and nothing is composed for them. Their notices are allowed by one
 * statement, then written, synced and committed together with all others of the batch, in the order
 * in which the mail came. So they differ by some comparisons of strings, within a sweep whose
 * beginning and end nobody outside can see. The limits of notices go by sender and text, never by
 * code: who has used up his own hears nothing of any code; who has used up the site's for the hour
 * learns how many strangers were refused on it.
 */
final class CodeLookup implements Plugin {
  private static final String NO_SUCH_ADDRESS = "5.1.1";

  private final Clock clock;

  CodeLookup(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "code_lookup";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.RCPT);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    Facts facts = transaction.facts();
    return switch (transaction.alias().role()) {
      case SERVICE -> facts.service().map(s -> service(s, facts)).orElse(deny("unknown-code"));
      case USER -> facts.correspondent().map(c -> user(c, facts)).orElse(deny("unknown-code"));
      case BOUNCE -> facts.outbound().isPresent() ? Verdict.DECLINED : Verdict.done("false-token");
      case NONE -> deny("unknown-code");
    };
  }

  private Verdict service(ServiceFacts service, Facts facts) {
    if (!service.open(clock.instant())) {
      return deny(service.enabled() ? "service-expired" : "service-disabled");
    }
    return facts.correspondent().filter(CorrespondentFacts::blocked).isPresent()
        ? deny("correspondent-blocked")
        : Verdict.DECLINED;
  }

  private Verdict user(CorrespondentFacts correspondent, Facts facts) {
    return correspondent.blocked()
        ? deny("correspondent-blocked")
        : facts.service().map(s -> service(s, facts)).orElse(deny("unknown-code"));
  }

  private static Verdict deny(String reason) {
    return Verdict.deny(NO_SUCH_ADDRESS, reason);
  }
}
