package org.emailflow.schedule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of one work. What one throws is logged in one line and ends nothing; while the next
 * ones throw the same, nothing more is said, so that a server that is away for a night is no
 * thousand lines; when all is well again, that is said too.
 */
final class Rounds {

  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  private final Work work;
  private String complaint = "";
  private boolean ended;

  Rounds(Work work) {
    this.work = work;
  }

  /** After {@link #end}, nothing. */
  synchronized void next() {
    if (!ended) {
      round();
    }
  }

  /** Returns when the round at hand is over; none begins after it. */
  synchronized void end() {
    ended = true;
  }

  private void round() {
    try {
      work.round().run();
      praise();
    } catch (RuntimeException e) {
      complain(e);
    }
  }

  private void praise() {
    if (!complaint.isEmpty()) {
      log.info("{}: goes on", work.name());
      complaint = "";
    }
  }

  private void complain(RuntimeException e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    if (!reason.equals(complaint)) {
      log.error("{}: {}; tried again until it works", work.name(), reason, e);
      complaint = reason;
    }
  }
}
