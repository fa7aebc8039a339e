package org.emailflow.chain.plugin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.mail.Header;

/**
 * Goes by what the site's own spam filter wrote into the header: {@code X-Spam-Flag: YES}, {@code
 * X-Spam-Status: Yes, …} (SpamAssassin, amavis) or {@code X-Spam: Yes} (rspamd). Its argument in
 * the chain file says what becomes of such mail: {@code hold} (the default: a person looks), {@code
 * deny} or {@code discard}.
 *
 * <p>Where the field stands is not asked. Who could send this, and what would they gain? A writer
 * who calls his own mail spam harms nobody else, and one who calls it harmless changes nothing,
 * because a single Yes counts. The filters named take such fields of others out before they write
 * theirs; without a filter that does, mail that another site has marked is spam here, too.
 */
final class SpamGate implements Plugin {
  private static final List<String> FIELDS = List.of("X-Spam-Flag", "X-Spam-Status", "X-Spam");
  private static final String REASON = "spam";

  private final Verdict verdict;

  private SpamGate(Verdict verdict) {
    this.verdict = verdict;
  }

  /** As the chain file asks; empty for a word that it cannot ask. */
  static Optional<Plugin> of(String argument) {
    return switch (argument) {
      case "", "hold" -> Optional.of(new SpamGate(Verdict.hold(REASON)));
      // X.7.1: delivery not authorized, message refused (RFC 3463).
      case "deny" -> Optional.of(new SpamGate(Verdict.deny("5.7.1", REASON)));
      case "discard" -> Optional.of(new SpamGate(Verdict.done(REASON)));
      default -> Optional.empty();
    };
  }

  @Override
  public String name() {
    return "spam_gate";
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of(Hook.HEADERS);
  }

  @Override
  public Verdict on(Hook hook, Transaction transaction) {
    return isSpam(transaction.message().header()) ? verdict : Verdict.DECLINED;
  }

  private static boolean isSpam(Header header) {
    return FIELDS.stream()
        .flatMap(name -> header.all(name).stream())
        .map(field -> field.body().toLowerCase(Locale.ROOT))
        .anyMatch(said -> said.matches("(?s)yes\\b.*"));
  }
}
