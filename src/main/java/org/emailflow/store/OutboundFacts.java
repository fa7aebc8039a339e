package org.emailflow.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The outbound message that a bounce token names.
 *
 * @param kind what it was: a bounce of a notice ends silently
 * @param direction of the message it was made from; a notice went the other way
 * @param recipient the real address it went to
 * @param state how far it has come
 * @param bounced whether a report that it was not delivered is known already
 */
public record OutboundFacts(
    OutboundKey id,
    Kind kind,
    Optional<Direction> direction,
    String recipient,
    Original original,
    OutboundState state,
    boolean bounced) {

  /**
   * The message it was made from.
   *
   * @param sender its envelope sender; empty for the null sender
   * @param proof why it was believed to be its writer's
   * @param name of its file; {@code swept} and {@code archived} say in which folder it is
   */
  public record Original(
      String sender,
      Proof proof,
      Sha256 identity,
      String name,
      Instant received,
      Instant swept,
      Optional<Instant> archived) {}
}
