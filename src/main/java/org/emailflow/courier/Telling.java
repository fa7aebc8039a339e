package org.emailflow.courier;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.emailflow.spool.QueueOwner;
import org.emailflow.spool.SpoolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Q2 to Q3: tells the ledger what the MTA answered. Until that is done the answer is kept on disk
 * beside the message, so that whoever takes over tells it and does not send again.
 *
 * <p>A ledger that can be told at once makes the answer durable itself. Where it cannot, or does
 * not answer for a while, what is kept is synced: from then on a power cut repeats nothing either.
 * Before that, and be it for a millisecond, a cut makes the answer unheard: no protocol helps.
 */
final class Telling {
  private static final Logger log = LoggerFactory.getLogger(Telling.class);

  /** A second: much longer than a ledger in health needs, much shorter than the driver waits. */
  static final Executor AFTER_A_WHILE = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final CourierLedger ledger;
  private final Executor later;

  /**
   * @param later runs what it is given after a while
   */
  Telling(CourierLedger ledger, Executor later) {
    this.ledger = ledger;
    this.later = later;
  }

  /** Fails as the ledger does; the answer is kept then, and durable. */
  void tell(QueueOwner owner, String name, Answered answered) {
    keep(owner, name, answered);
    CompletableFuture<Void> meanwhile =
        CompletableFuture.runAsync(() -> secure(owner, name), later);
    try {
      answered.tell(ledger, name);
    } catch (RuntimeException e) {
      secure(owner, name);
      throw e;
    } finally {
      meanwhile.cancel(false);
    }
  }

  /** A disk that takes no more is no reason not to tell the ledger. */
  private static void keep(QueueOwner owner, String name, Answered answered) {
    try {
      owner.keep(name, answered.bytes());
    } catch (SpoolException e) {
      warn(e, "if the database goes away now", name);
    }
  }

  private static void secure(QueueOwner owner, String name) {
    try {
      owner.secure();
    } catch (SpoolException e) {
      warn(e, "if the power fails before the database is back", name);
    }
  }

  private static void warn(SpoolException e, String when, String name) {
    log.warn("{}; {}, {} is sent again", e.getMessage(), when, name);
  }
}
