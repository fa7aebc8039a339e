package org.emailflow.worker;

import java.time.Duration;
import java.time.Instant;
import org.emailflow.config.RetrySteps;
import org.emailflow.store.Disposition;
import org.emailflow.store.Sha256;

/**
 * When a deferred message is tried again ({@link RetrySteps}), and when it has failed.
 *
 * <p>The jitter comes from the message's identity, so that a wave of mail that was deferred
 * together does not come back together, and a retry is not moved by being planned twice.
 */
final class Retries {
  private static final int JITTER_PARTS = 10;

  private Retries() {}

  /**
   * @param attempts how many have failed, at least one
   */
  static Instant next(int attempts, Instant now, Sha256 identity) {
    Duration step = RetrySteps.after(attempts);
    if (!RetrySteps.isHourly(attempts)) {
      return now.plus(step);
    }
    int share = Math.floorMod(identity.hashCode(), JITTER_PARTS);
    return now.plus(step).plus(step.multipliedBy(share).dividedBy(JITTER_PARTS * 2L));
  }

  /**
   * Whether a message that is to be deferred has been so for too long. What had failed and is tried
   * again is old already: it is given the first steps all the same.
   */
  static boolean isOver(Ending ending, int attempts, Instant received, Instant now) {
    return ending.disposition() == Disposition.DEFERRED
        && RetrySteps.isHourly(attempts)
        && RetrySteps.isOver(received, now);
  }
}
