package org.emailflow.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;

/**
 * One event as one line: who it is about (the ledger id, in brackets) and what happened.
 *
 * <p>Stack traces are shown in the debug form only; for people, the line has to be enough.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
  private final Form form;

  enum Form {
    COMMAND,
    DAEMON,
    DEBUG
  }

  LogLine(Form form) {
    this.form = form;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(prefix(event.getLevel()));
    String ledger = event.getMDCPropertyMap().get("ledger");
    if (ledger != null) {
      line.append('[').append(ledger).append("] ");
    }
    line.append(event.getFormattedMessage().replace('\n', ' ')).append(System.lineSeparator());
    if (form == Form.DEBUG && event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private String prefix(Level level) {
    return switch (form) {
      case COMMAND -> "efm: ";
      case DEBUG -> "efm " + level + ": ";
      case DAEMON -> "<" + priority(level) + ">";
    };
  }

  /** The numbers of syslog(3). */
  private static int priority(Level level) {
    if (level.isGreaterOrEqual(Level.ERROR)) {
      return 3;
    }
    if (level.isGreaterOrEqual(Level.WARN)) {
      return 4;
    }
    return level.isGreaterOrEqual(Level.INFO) ? 6 : 7;
  }
}
