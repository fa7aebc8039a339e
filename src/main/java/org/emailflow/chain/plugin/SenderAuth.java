package org.emailflow.chain.plugin;

import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.config.Config.AuthMode;

/**
 * Refuses mail that our own MTA found to be forged; where the site asks for it, also mail of which
 * it found nothing.
 *
 * <p>What answers a token by a machine is let through without a pass: it comes from the null
 * sender, for which many domains can say nothing, and the token is what only the two mail hosts
 * have seen.
 */
final class SenderAuth implements Plugin {
  /** RFC 7372 section 3.3: multiple authentication checks failed. */
  private static final String UNAUTHENTICATED = "5.7.26";

  private final AuthMode mode;

  SenderAuth(AuthMode mode) {
    this.mode = mode;
  }

  @Override
  public String name() {
    return "sender_auth";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.HEADERS);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    boolean proven = transaction.byToken() && transaction.automatic().isAutomatic();
    return switch (transaction.authenticity()) {
      case PASS -> Verdict.DECLINED;
      case FAIL ->
          mode == AuthMode.OFF ? Verdict.DECLINED : Verdict.deny(UNAUTHENTICATED, "sender-forged");
      case NONE ->
          mode == AuthMode.REQUIRE_PASS && !proven
              ? Verdict.deny(UNAUTHENTICATED, "sender-unauthenticated")
              : Verdict.DECLINED;
    };
  }
}
