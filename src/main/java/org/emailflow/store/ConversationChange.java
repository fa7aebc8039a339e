package org.emailflow.store;

import java.time.Instant;

/**
 * A message of kind MESSAGE or AUTO_REPLY that was relayed in a conversation; other kinds change
 * nothing there.
 */
public record ConversationChange(
    long correspondentId, Direction direction, Kind kind, Instant receivedAt) {

  public ConversationChange {
    if (kind != Kind.MESSAGE && kind != Kind.AUTO_REPLY) {
      throw new IllegalArgumentException("a " + kind.word() + " is no part of a conversation");
    }
  }
}
