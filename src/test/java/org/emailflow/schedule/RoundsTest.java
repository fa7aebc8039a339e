package org.emailflow.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is said of a work that does not work. */
class RoundsTest {

  private final Logger log = (Logger) LoggerFactory.getLogger(Rounds.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Deque<Runnable> script = new ArrayDeque<>();
  private final Rounds rounds =
      new Rounds(new Work("deliver", Duration.ofSeconds(1), () -> script.remove().run()));

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
    log.setLevel(ch.qos.logback.classic.Level.INFO);
  }

  @AfterEach
  void deaf() {
    log.detachAppender(lines);
    log.setLevel(null);
  }

  private List<String> said(Runnable... script) {
    for (Runnable round : script) {
      this.script.add(round);
      rounds.next();
    }
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static Runnable failing(String why) {
    return () -> {
      throw new IllegalStateException(why);
    };
  }

  @Test
  void whatStaysWrongIsSaidOnce() {
    assertEquals(
        List.of("deliver: away; tried again until it works"),
        said(failing("away"), failing("away"), failing("away")));
  }

  @Test
  void whatIsWrongInAnotherWayIsSaid() {
    assertEquals(
        List.of(
            "deliver: away; tried again until it works",
            "deliver: full; tried again until it works"),
        said(failing("away"), failing("full")));
  }

  @Test
  void whenAllIsWellAgainThatIsSaidAndTheNextFailureToo() {
    assertEquals(
        List.of(
            "deliver: away; tried again until it works",
            "deliver: goes on",
            "deliver: away; tried again until it works"),
        said(failing("away"), () -> {}, () -> {}, failing("away")));
  }

  @Test
  void aBugWithoutWordsIsNamed() {
    assertEquals(
        List.of("deliver: java.lang.NullPointerException; tried again until it works"),
        said(
            () -> {
              throw new NullPointerException();
            }));
  }

  @Test
  void whatWorksIsNotWorthALine() {
    assertEquals(List.of(), said(() -> {}, () -> {}));
  }
}
