package org.emailflow.relay;

import java.util.Map;
import org.emailflow.mail.DeliveryReport;

/**
 * What a bounce says, in a few words that a report can count.
 *
 * @param status the enhanced status code of RFC 3463; {@code 5.0.0} where none is given
 * @param hard whether writing again is in vain
 * @param reason the class of failure, in the words that the field's bounce parsers share
 * @param failure false for {@code delayed}, {@code relayed}, {@code expanded}, {@code delivered}
 */
public record BounceMeaning(String status, boolean hard, String reason, boolean failure) {
  private static final Map<String, String> REASONS =
      Map.of(
          "5.1.1", "userunknown",
          "5.1.2", "hostunknown",
          "5.1.10", "userunknown",
          "5.2.2", "mailboxfull",
          "4.2.2", "mailboxfull",
          "5.3.4", "mesgtoobig",
          "5.4.7", "expired",
          "4.4.7", "expired",
          "5.7.26", "authfailure");

  static BounceMeaning of(DeliveryReport.Outcome outcome) {
    String status = outcome.status().filter(s -> !s.isBlank()).orElse("5.0.0");
    String reason = REASONS.getOrDefault(status, "undefined");
    boolean hard = reason.equals("userunknown") || reason.equals("hostunknown");
    return new BounceMeaning(status, hard, reason, outcome.action().equals("failed"));
  }
}
