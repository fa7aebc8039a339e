package org.emailflow.chain.plugin;

import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.store.Role;

/**
 * Core: a bounce to a {@code service-} or {@code user-} code goes nowhere. Ours come back to
 * tokens; any other shows addresses and servers of the side that it comes from. A report that a
 * reader complained (RFC 5965) goes nowhere either: it holds what that side received.
 */
final class BounceToAlias implements Plugin {
  @Override
  public String name() {
    return "bounce_to_alias";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.HEADERS);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    if (transaction.automatic().reason().equals(AutomaticMail.FEEDBACK)) {
      return Verdict.done(AutomaticMail.FEEDBACK);
    }
    boolean bounce = transaction.automatic().kind() == AutomaticMail.Kind.BOUNCE;
    return bounce && transaction.alias().role() != Role.BOUNCE
        ? Verdict.done("bounce-to-alias")
        : Verdict.DECLINED;
  }
}
