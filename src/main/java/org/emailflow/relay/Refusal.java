package org.emailflow.relay;

import java.util.Locale;
import java.util.Optional;
import org.emailflow.chain.Verdict;

/**
 * What a sender is told of a refusal.
 *
 * @param topic which text
 * @param status the enhanced status code of RFC 3463
 */
public record Refusal(Topic topic, String status) {

  /** The cases that have a text of their own; notices are limited to one a day, sender and case. */
  public enum Topic {
    /**
     * Unknown, disabled, expired, blocked and wrong writer: one text for all, so that nothing is
     * learned by asking.
     */
    NO_SUCH_ADDRESS,
    /** The alias stood in no visible header. */
    BLIND_COPY,
    /** The message is signed, encrypted or broken in a way that cannot be masked. */
    CANNOT_BE_MASKED,
    /** The service has written enough to somebody who does not answer. */
    UNANSWERED,
    /** Another rule of the site. */
    NOT_ACCEPTED,
    /** It could not be passed on for five days. */
    GIVEN_UP,
    /** What was sent on could not be delivered. */
    NOT_DELIVERED;

    /** The name in the database and of the text's resource. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Of a message that was deferred for as long as messages are. */
  public static final Refusal GIVEN_UP = new Refusal(Topic.GIVEN_UP, "4.4.7");

  /** RFC 3463 section 3.5: routing loop detected. */
  private static final String LOOP = "5.4.6";

  /** Empty for a loop: what is told of it would go round, too. */
  static Optional<Refusal> of(Verdict deny) {
    if (deny.status().equals(LOOP)) {
      return Optional.empty();
    }
    Topic topic =
        switch (deny.reason()) {
          case "bcc" -> Topic.BLIND_COPY;
          case "unanswered", "copied-code" -> Topic.UNANSWERED;
          default -> deny.status().equals("5.1.1") ? Topic.NO_SUCH_ADDRESS : Topic.NOT_ACCEPTED;
        };
    return Optional.of(new Refusal(topic, deny.status()));
  }
}
