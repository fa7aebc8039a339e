package org.emailflow.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Optional;
import org.emailflow.spool.QueueOwner.Fate;
import org.junit.jupiter.api.Test;

class DeliveryLogTest {

  private static final Delivered SENT =
      new Delivered("12.1.eml", Fate.SENT, Optional.empty(), "250 ok");
  private static final Delivered REFUSED =
      new Delivered("13.2.eml", Fate.REFUSED, Optional.of("5.1.1"), "550 <ann@real.example> gone");

  private static List<String> lines(boolean addresses) {
    DeliveryLog log = new DeliveryLog(addresses);
    return LogLines.of(
            "org.emailflow.deliver",
            () -> {
              log.accept(SENT);
              log.accept(REFUSED);
            })
        .stream()
        .map(DeliveryLogTest::line)
        .toList();
  }

  private static String line(ILoggingEvent event) {
    return event.getLevel()
        + " "
        + event.getMDCPropertyMap().get("ledger")
        + " "
        + event.getFormattedMessage();
  }

  @Test
  void aLineSaysWhatBecameOfWhichMessageAndNamesNobody() {
    assertEquals(
        List.of(
            "INFO 12 sent file=12.1.eml",
            "WARN 13 refused 5.1.1 file=13.2.eml; it is in queue/bad"),
        lines(false));
  }

  @Test
  void theMtasWordsAreThereWhereAddressesMayBe() {
    assertEquals(
        List.of(
            "INFO 12 sent file=12.1.eml reply=\"250 ok\"",
            "WARN 13 refused 5.1.1 file=13.2.eml reply=\"550 <ann@real.example> gone\";"
                + " it is in queue/bad"),
        lines(true));
  }
}
