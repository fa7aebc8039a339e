package org.emailflow.courier;

import org.emailflow.spool.QueueOwner.Fate;

/**
 * One message that was tried.
 *
 * @param name its file's
 * @param fate where the answer sent it
 * @param reply the MTA's own words in one line; may hold the recipient
 */
public record Delivered(String name, Fate fate, String reply) {

  /** {@code sent}, {@code deferred} or {@code refused}, as in the ledger. */
  public String word() {
    return switch (fate) {
      case SENT -> "sent";
      case AGAIN -> "deferred";
      case REFUSED -> "refused";
    };
  }
}
