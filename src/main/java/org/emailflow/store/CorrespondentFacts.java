package org.emailflow.store;

import java.time.Instant;

/**
 * A user as known to one service, and the facts of their conversation.
 *
 * @param address as the user wrote it; {@code key} is the form that is compared
 * @param verified whether its first mail was authenticated by our own MTA
 */
public record CorrespondentFacts(
    long id,
    long serviceId,
    String code,
    String address,
    String key,
    String displayName,
    boolean blocked,
    Origin origin,
    boolean verified,
    Instant createdAt,
    ConversationFacts conversation) {

  /** The same user as a later moment of its conversation shows it. */
  public CorrespondentFacts with(ConversationFacts later) {
    return new CorrespondentFacts(
        id,
        serviceId,
        code,
        address,
        key,
        displayName,
        blocked,
        origin,
        verified,
        createdAt,
        later);
  }
}
