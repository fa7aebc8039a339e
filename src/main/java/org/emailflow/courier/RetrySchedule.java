package org.emailflow.courier;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.emailflow.config.RetrySteps;

/**
 * When a deferred message is tried again ({@link RetrySteps}), each time with up to a tenth more so
 * that what was deferred together does not come back together, and when it is given up.
 */
final class RetrySchedule {

  private final RandomGenerator random;

  RetrySchedule(RandomGenerator random) {
    this.random = random;
  }

  /** Empty when it is to be given up. */
  Optional<Instant> next(CourierLedger.Attempt attempt, Instant now) {
    if (RetrySteps.isOver(attempt.published(), now)) {
      return Optional.empty();
    }
    Duration step = RetrySteps.after(Math.max(attempt.number(), 1));
    long jitter = random.nextLong(step.toMillis() / 10);
    return Optional.of(now.plus(step).plusMillis(jitter));
  }
}
