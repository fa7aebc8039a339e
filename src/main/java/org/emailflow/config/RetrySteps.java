package org.emailflow.config;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When what could not be done is tried again, whoever does it: after 1, 5, 15 and 60 minutes, then
 * hourly; after five days it is given up (RFC 5321 section 4.5.4.1). No settings, because no site
 * has asked for others; each caller adds a jitter of its own.
 */
public final class RetrySteps {
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1));
  private static final Duration GIVE_UP = Duration.ofDays(5);

  private RetrySteps() {}

  /**
   * How long to wait.
   *
   * @param attempts how many have failed, at least one
   */
  public static Duration after(int attempts) {
    return STEPS.get(Math.min(attempts, STEPS.size()) - 1);
  }

  /** Whether the steps are through, and the last is repeated. */
  public static boolean isHourly(int attempts) {
    return attempts > STEPS.size();
  }

  /** Whether what began at {@code first} is to be given up. */
  public static boolean isOver(Instant first, Instant now) {
    return now.isAfter(first.plus(GIVE_UP));
  }
}
