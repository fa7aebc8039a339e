package org.emailflow.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Facts of one conversation; times are receive times.
 *
 * @param ownMessages those of the user's messages that are surely its own: authenticated, or an
 *     answer to what it got
 * @param unanswered service messages since the last of these: the reply budget
 * @param waitingSince the oldest user message that no service message followed
 * @param recent what was relayed of it lately; nothing where nobody asked
 */
public record ConversationFacts(
    int userMessages,
    int serviceMessages,
    int ownMessages,
    int unanswered,
    Optional<Instant> firstUserAt,
    Optional<Instant> lastUserAt,
    Optional<Instant> waitingSince,
    Optional<Instant> firstReplyAt,
    Recent recent) {

  /** Nobody has written yet. */
  public static final ConversationFacts NONE =
      new ConversationFacts(
          0,
          0,
          0,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Recent.NONE);

  ConversationFacts withRecent(Recent relayed) {
    return new ConversationFacts(
        userMessages,
        serviceMessages,
        ownMessages,
        unanswered,
        firstUserAt,
        lastUserAt,
        waitingSince,
        firstReplyAt,
        relayed);
  }

  /** These facts after one more message, as the ledger will tell them. */
  public ConversationFacts plus(ConversationChange change) {
    boolean own = change.isUsers() && change.own();
    int services = change.isServices() ? 1 : 0;
    return new ConversationFacts(
        userMessages + (change.isUsers() ? 1 : 0),
        serviceMessages + services,
        ownMessages + (own ? 1 : 0),
        own ? 0 : unanswered + services,
        firstUserAt,
        lastUserAt,
        waitingSince,
        firstReplyAt,
        recent.plus(change));
  }
}
