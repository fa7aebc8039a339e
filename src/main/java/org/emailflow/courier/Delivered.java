package org.emailflow.courier;

import java.util.Optional;
import org.emailflow.spool.QueueOwner.Fate;

/**
 * One message that was tried.
 *
 * @param name its file's
 * @param fate where the answer sent it
 * @param status of a refusal, as RFC 3463 writes it
 * @param reply the MTA's own words in one line; may hold the recipient
 */
public record Delivered(String name, Fate fate, Optional<String> status, String reply) {

  /** {@code sent}, {@code deferred} or {@code refused}, as in the ledger. */
  public String word() {
    return switch (fate) {
      case SENT -> "sent";
      case AGAIN -> "deferred";
      case REFUSED -> "refused";
    };
  }
}
