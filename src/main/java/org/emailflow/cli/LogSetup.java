package org.emailflow.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up Logback in code: reading its XML would cost more than an empty sweep.
 *
 * <p>Everything goes to standard error, so that standard output stays what a command promises.
 * Commands show warnings; the daemon shows its work too, each line with the priority prefix of
 * sd-daemon(3), which journald reads.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String[] TALKATIVE = {
    "org.jooq", "org.flywaydb", "org.quartz", "org.mariadb"
  };

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    set(context, LogLine.Form.COMMAND, Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Turns to the daemon's form. */
  static void daemon() {
    set((LoggerContext) LoggerFactory.getILoggerFactory(), LogLine.Form.DAEMON, Level.INFO);
  }

  /** Shows everything of ours, with stack traces. */
  static void debug() {
    set((LoggerContext) LoggerFactory.getILoggerFactory(), LogLine.Form.DEBUG, Level.DEBUG);
  }

  private static void set(LoggerContext context, LogLine.Form form, Level own) {
    LogLine line = new LogLine(form);
    line.setContext(context);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(line);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    context.getLogger("org.emailflow").setLevel(own);
    for (String library : TALKATIVE) {
      context.getLogger(library).setLevel(Level.ERROR);
    }
  }
}
