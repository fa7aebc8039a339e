package org.emailflow.courier;

import org.emailflow.spool.QueueOwner.Fate;

/**
 * What one pass over the queue did, in messages.
 *
 * @param sent the MTA has them
 * @param deferred to be tried again
 * @param refused refused by the MTA, given up, or not to be read
 */
public record Pass(int sent, int deferred, int refused) {

  static final Pass NOTHING = new Pass(0, 0, 0);

  Pass plus(Fate fate) {
    return switch (fate) {
      case SENT -> new Pass(sent + 1, deferred, refused);
      case AGAIN -> new Pass(sent, deferred + 1, refused);
      case REFUSED -> new Pass(sent, deferred, refused + 1);
    };
  }

  /** How many were tried. */
  public int delivered() {
    return sent + deferred + refused;
  }

  /** The last line of {@code efm deliver}. */
  public String line() {
    return String.format(
        "delivered %d: sent %d deferred %d refused %d", delivered(), sent, deferred, refused);
  }
}
