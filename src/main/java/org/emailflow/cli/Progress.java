package org.emailflow.cli;

import java.time.Duration;

/**
 * Shows on a terminal that long work goes on; silent where nobody looks, which {@code bin/efm}
 * knows.
 */
final class Progress {
  private static final long PAUSE = Duration.ofMillis(500).toNanos();

  private final String verb;
  private final boolean shown = Boolean.getBoolean("efm.terminal");
  private long count;
  private long next = System.nanoTime() + PAUSE;

  Progress(String verb) {
    this.verb = verb;
  }

  void one() {
    count++;
    if (shown && System.nanoTime() - next > 0) {
      next = System.nanoTime() + PAUSE;
      System.err.print("\r" + verb + " " + count);
    }
  }

  void end() {
    if (shown && count > 0) {
      System.err.print("\r\u001b[K");
    }
  }
}
