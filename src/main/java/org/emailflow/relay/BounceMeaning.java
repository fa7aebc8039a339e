package org.emailflow.relay;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.emailflow.mail.BounceText;
import org.emailflow.mail.DeliveryReport;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Message;
import org.emailflow.mail.Phrases;

/**
 * What a bounce says, in a few words that a report can count.
 *
 * <p>Read from what the other system said in words (a table of phrases), else from its status, else
 * from what the text of the report says. Words go first because a good many servers give one and
 * the same status to all refusals.
 *
 * @param status the enhanced status code of RFC 3463; where the bounce gives none, the registered
 *     one that says the same as the reason
 * @param hard whether writing again is in vain
 * @param reason the class of failure, in the words that the field's bounce parsers share; {@code
 *     onhold} where it cannot be told
 * @param failure false for {@code delayed}, {@code relayed}, {@code expanded}, {@code delivered}
 */
public record BounceMeaning(String status, boolean hard, String reason, boolean failure) {
  private static final String UNKNOWN = "onhold";
  private static final String NO_SUCH_USER = "userunknown";
  private static final String NO_SUCH_HOST = "hostunknown";

  private static final Phrases PHRASES = Phrases.of(BounceMeaning.class, "bounce-reasons.txt");

  private static final Set<String> HARD =
      Set.of(NO_SUCH_USER, NO_SUCH_HOST, "hasmoved", "notaccept");

  private static final Set<String> NO_FAILURE =
      Set.of("delayed", "relayed", "delivered", "expanded");

  private static final Map<String, String> BY_STATUS =
      Map.ofEntries(
          Map.entry("1.0", NO_SUCH_USER),
          Map.entry("1.1", NO_SUCH_USER),
          Map.entry("1.2", NO_SUCH_HOST),
          Map.entry("1.3", NO_SUCH_USER),
          Map.entry("1.4", NO_SUCH_USER),
          Map.entry("1.6", "hasmoved"),
          Map.entry("1.7", "rejected"),
          Map.entry("1.8", "rejected"),
          Map.entry("1.10", "notaccept"),
          Map.entry("2.0", "filtered"),
          Map.entry("2.1", "suspend"),
          Map.entry("2.2", "mailboxfull"),
          Map.entry("2.3", "mesgtoobig"),
          Map.entry("2.4", "filtered"),
          Map.entry("3.0", "systemerror"),
          Map.entry("3.1", "systemfull"),
          Map.entry("3.2", "notaccept"),
          Map.entry("3.4", "mesgtoobig"),
          Map.entry("3.5", "systemerror"),
          Map.entry("4.1", "expired"),
          Map.entry("4.2", "networkerror"),
          Map.entry("4.3", "systemerror"),
          Map.entry("4.4", NO_SUCH_HOST),
          Map.entry("4.5", "systemerror"),
          Map.entry("4.6", "networkerror"),
          Map.entry("4.7", "expired"),
          Map.entry("5.0", "syntaxerror"),
          Map.entry("5.2", "syntaxerror"),
          Map.entry("5.3", "syntaxerror"),
          Map.entry("6.0", "contenterror"),
          Map.entry("7.0", "securityerror"),
          Map.entry("7.1", "filtered"),
          Map.entry("7.2", "rejected"),
          Map.entry("7.13", "suspend"),
          Map.entry("7.20", "authfailure"),
          Map.entry("7.23", "authfailure"),
          Map.entry("7.25", "requireptr"),
          Map.entry("7.26", "authfailure"),
          Map.entry("7.27", "notaccept"));

  private static final Map<String, String> STATUS_OF =
      Map.of(
          NO_SUCH_USER,
          "5.1.1",
          NO_SUCH_HOST,
          "5.1.2",
          "hasmoved",
          "5.1.6",
          "notaccept",
          "5.1.10",
          "mailboxfull",
          "5.2.2",
          "suspend",
          "5.2.1",
          "mesgtoobig",
          "5.3.4",
          "expired",
          "4.4.7",
          "authfailure",
          "5.7.26",
          "rejected",
          "5.7.1");

  /** That it is the recipient that was refused, and not what came after. */
  private static final Pattern AFTER_RCPT =
      Pattern.compile(
          "(?:after|reply to|progress was|for|response to) rcpt|rcpt (?:to )?(?:resp|comm)");

  /** What a report says of the first recipient that it has not reached; of the first else. */
  static BounceMeaning of(Message message) throws MailException, IOException {
    List<DeliveryReport.Outcome> outcomes = DeliveryReport.read(message);
    BounceText text = BounceText.of(message);
    return outcomes.stream()
        .min(Comparator.comparing(outcome -> NO_FAILURE.contains(outcome.action())))
        .map(outcome -> of(outcome, text.words()))
        .orElseGet(() -> of(text.outcome(), ""));
  }

  /**
   * @param text what the report says besides; may be empty
   */
  static BounceMeaning of(DeliveryReport.Outcome outcome, String text) {
    String said = Phrases.normal(outcome.diagnostic() + " " + outcome.remark());
    Optional<String> reply = outcome.replyCode();
    String reason =
        spoken(outcome, said)
            .or(() -> outcome.status().flatMap(BounceMeaning::byStatus))
            .or(() -> spoken(outcome, Phrases.normal(text)))
            .or(() -> Optional.of("expired").filter(e -> outcome.action().equals(e)))
            .orElse(UNKNOWN);
    String status =
        outcome.status().orElseGet(() -> STATUS_OF.getOrDefault(reason, general(reply)));
    return new BounceMeaning(
        status, HARD.contains(reason), reason, !NO_FAILURE.contains(outcome.action()));
  }

  private static Optional<String> spoken(DeliveryReport.Outcome outcome, String said) {
    return PHRASES
        .find(said)
        .map(reason -> reason.equals(NO_SUCH_USER) && isVague(outcome, said) ? "filtered" : reason);
  }

  /**
   * "550 unknown user" without a status that says so, and not said of RCPT: many servers answer so
   * at the end of the message, from a filter that will not say what it is. The address may be good,
   * so this is no hard failure.
   */
  private static boolean isVague(DeliveryReport.Outcome outcome, String said) {
    boolean clear =
        outcome.status().filter(s -> s.matches("\\d\\.(?:1\\.\\d+|2\\.1|7\\.1)")).isPresent();
    return !clear
        && outcome.replyCode().filter("550"::equals).isPresent()
        && !AFTER_RCPT.matcher(said).find();
  }

  private static Optional<String> byStatus(String status) {
    return Optional.ofNullable(BY_STATUS.get(status.substring(status.indexOf('.') + 1)));
  }

  private static String general(Optional<String> reply) {
    return reply.filter(code -> code.startsWith("4")).isPresent() ? "4.0.0" : "5.0.0";
  }
}
