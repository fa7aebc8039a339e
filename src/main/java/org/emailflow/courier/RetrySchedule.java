package org.emailflow.courier;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a deferred message is tried again: after 1, 5, 15 and 60 minutes, then hourly, each with up
 * to a tenth more so that what was deferred together does not come back together; after five days
 * it is given up (RFC 5321 section 4.5.4.1).
 */
final class RetrySchedule {

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1));
  private static final Duration GIVE_UP = Duration.ofDays(5);

  private final RandomGenerator random;

  RetrySchedule(RandomGenerator random) {
    this.random = random;
  }

  /** Empty when it is to be given up. */
  Optional<Instant> next(CourierLedger.Attempt attempt, Instant now) {
    if (now.isAfter(attempt.published().plus(GIVE_UP))) {
      return Optional.empty();
    }
    Duration step = STEPS.get(Math.min(Math.max(attempt.number(), 1), STEPS.size()) - 1);
    long jitter = random.nextLong(step.toMillis() / 10);
    return Optional.of(now.plus(step).plusMillis(jitter));
  }
}
