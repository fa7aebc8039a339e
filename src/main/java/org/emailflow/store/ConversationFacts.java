package org.emailflow.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Facts of one conversation; times are receive times.
 *
 * @param unanswered service messages since the user's own last one: the reply budget
 * @param waitingSince the oldest user message that no service message followed
 * @param autoReplyAt the last automatic reply that was relayed, either way
 * @param recent messages of any kind received since the time that the question named: the circuit
 *     breaker
 */
public record ConversationFacts(
    int userMessages,
    int serviceMessages,
    int unanswered,
    Optional<Instant> firstUserAt,
    Optional<Instant> lastUserAt,
    Optional<Instant> waitingSince,
    Optional<Instant> firstReplyAt,
    Optional<Instant> autoReplyAt,
    int recent) {

  /** Nobody has written yet. */
  public static final ConversationFacts NONE =
      new ConversationFacts(
          0,
          0,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0);

  ConversationFacts withRecent(int messages) {
    return new ConversationFacts(
        userMessages,
        serviceMessages,
        unanswered,
        firstUserAt,
        lastUserAt,
        waitingSince,
        firstReplyAt,
        autoReplyAt,
        messages);
  }
}
