package org.emailflow.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.emailflow.store.Disposition;
import org.emailflow.store.Sha256;

/**
 * When a deferred message is tried again: after 1, 5, 15 and 60 minutes, then hourly; after five
 * days it has failed (RFC 5321 section 4.5.4.1).
 *
 * <p>The jitter comes from the message's identity, so that a wave of mail that was deferred
 * together does not come back together, and a retry is not moved by being planned twice.
 */
final class Retries {
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1));
  private static final Duration GIVE_UP = Duration.ofDays(5);
  private static final int JITTER_PARTS = 10;

  private Retries() {}

  /**
   * @param attempts how many have failed, at least one
   */
  static Instant next(int attempts, Instant now, Sha256 identity) {
    Duration step = STEPS.get(Math.min(attempts, STEPS.size()) - 1);
    if (attempts <= STEPS.size()) {
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
        && attempts > STEPS.size()
        && now.isAfter(received.plus(GIVE_UP));
  }
}
