package org.emailflow.store;

import java.time.Instant;

/**
 * A message of kind MESSAGE or AUTO_REPLY that was relayed in a conversation; other kinds change
 * nothing there.
 *
 * @param proof why it is believed to be its writer's
 * @param own whether a user's message is surely the user's: only such a one gives the service its
 *     reply budget back
 * @param atMost how many messages of the service may stand unanswered after this one of its own
 */
public record ConversationChange(
    long correspondentId,
    Direction direction,
    Kind kind,
    Instant receivedAt,
    Proof proof,
    boolean own,
    int atMost) {

  public ConversationChange {
    if (kind != Kind.MESSAGE && kind != Kind.AUTO_REPLY) {
      throw new IllegalArgumentException("a " + kind.word() + " is no part of a conversation");
    }
  }

  /** A change in a conversation without limits. */
  public ConversationChange(
      long correspondentId, Direction direction, Kind kind, Instant receivedAt) {
    this(correspondentId, direction, kind, receivedAt, Proof.NONE, true, Integer.MAX_VALUE);
  }

  /** Whether its conversation has a count of it; an automatic one stands in the ledger alone. */
  boolean counts() {
    return kind == Kind.MESSAGE;
  }

  boolean isUsers() {
    return kind == Kind.MESSAGE && direction == Direction.TO_SERVICE;
  }

  boolean isServices() {
    return kind == Kind.MESSAGE && direction == Direction.TO_USER;
  }
}
