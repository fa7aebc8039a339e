package org.emailflow.courier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a logger is told. */
final class LogLines {

  private LogLines() {}

  /** Of {@code source}, while {@code work} runs. */
  static List<String> of(Class<?> source, Runnable work) {
    return of(source.getName(), work).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  static List<ILoggingEvent> of(String source, Runnable work) {
    Logger log = (Logger) LoggerFactory.getLogger(source);
    log.setLevel(Level.INFO);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      work.run();
    } finally {
      log.detachAppender(lines);
      log.setLevel(null);
    }
    return lines.list;
  }
}
