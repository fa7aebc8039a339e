package org.emailflow.store;

import java.util.Optional;

/**
 * The outbound message that a bounce token names.
 *
 * @param kind what it was: a bounce of a notice ends silently
 * @param direction of the message it was made from; a notice went the other way
 * @param proof why that message was believed to be its writer's; empty of one that was not relayed
 * @param recipient the real address it went to
 * @param originalSender envelope sender of the message it was made from
 * @param state how far it has come
 * @param bounced whether a report that it was not delivered is known already
 */
public record OutboundFacts(
    OutboundKey id,
    Kind kind,
    Optional<Direction> direction,
    Optional<Proof> proof,
    String recipient,
    String originalSender,
    OutboundState state,
    boolean bounced) {}
