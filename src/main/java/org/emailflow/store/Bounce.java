package org.emailflow.store;

import java.time.Instant;

/**
 * What the first report says of an outbound message that was not delivered.
 *
 * @param status as RFC 3463 writes it
 * @param hard whether writing again is in vain
 * @param reason the class of failure, a word of at most 32 ASCII characters
 * @param at when the report was received
 */
public record Bounce(OutboundKey message, String status, boolean hard, String reason, Instant at) {
  public Bounce {
    status = Limits.clip(status, Limits.STATUS);
  }
}
