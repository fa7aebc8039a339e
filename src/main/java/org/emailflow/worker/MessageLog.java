package org.emailflow.worker;

import org.emailflow.store.Direction;
import org.emailflow.store.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One line a message, as an MTA writes it: what became of it and why, under its ledger id (SLF4J's
 * MDC, key {@value #LEDGER}).
 *
 * <p>No address is in it unless the site asks for that: logs are kept and copied more freely than
 * mail. A message that needs a person is a warning.
 */
public final class MessageLog implements SweepListener {
  private static final String LEDGER = "ledger";

  private static final Logger log = LoggerFactory.getLogger("org.emailflow.sweep");

  private final boolean addresses;

  /**
   * Makes a log.
   *
   * @param addresses whether real addresses may stand in it
   */
  public MessageLog(boolean addresses) {
    this.addresses = addresses;
  }

  @Override
  public void done(Outcome outcome) {
    boolean failed = outcome.disposition() == Disposition.FAILED;
    if (!failed && !log.isInfoEnabled()) {
      return;
    }
    MDC.put(LEDGER, Long.toString(outcome.id()));
    try {
      if (failed) {
        log.warn("{}; see efm failed show {}", text(outcome), outcome.id());
      } else {
        log.info("{}", text(outcome));
      }
    } finally {
      MDC.remove(LEDGER);
    }
  }

  private String text(Outcome outcome) {
    StringBuilder text = new StringBuilder(outcome.disposition().word());
    text.append(' ').append(outcome.direction().map(Direction::word).orElse("-"));
    text.append(' ').append(outcome.kind().word());
    if (!outcome.reason().isEmpty()) {
      text.append(' ').append(outcome.reason());
    }
    text.append(" file=").append(outcome.name());
    if (addresses) {
      text.append(" from=<").append(outcome.sender()).append('>');
      text.append(" to=<").append(outcome.recipient()).append('>');
    }
    return text.toString();
  }
}
