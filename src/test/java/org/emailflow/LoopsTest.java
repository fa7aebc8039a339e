package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.emailflow.mail.Addresses;
import org.emailflow.store.Services;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes round, and after how many messages it stops. */
class LoopsTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";

  @TempDir Path folder;
  private TestSite here;
  private TestSite there;

  @BeforeEach
  void open() {
    here = new TestSite(folder.resolve("here"));
    there = TestSite.of("other.example", folder.resolve("there"));
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  /** Sends the service's mail to another address, whatever that is. */
  private static void sendTo(TestSite site, String service, String address) {
    Services.Address real =
        new Services.Address(address, Addresses.key(address).orElseThrow(), false);
    site.services().makePrimary(TestSite.code(service), real);
  }

  private static String ends(TestSite site) {
    return site.text(
        "select group_concat(n, ' ', disposition, if(reason = '', '', concat(' ', reason)) order by"
            + " disposition separator ', ') from (select disposition, reason, count(*) as n"
            + " from ledger group by disposition, reason) as ends");
  }

  /** A relay that lets nothing through but who, to whom and what about. */
  private static UnaryOperator<String> stripped(String from, String to) {
    return text -> {
      int body = text.replace("\r\n", "\n").indexOf("\n\n");
      String kept =
          text.replace("\r\n", "\n")
              .substring(0, body)
              .lines()
              .filter(line -> line.startsWith("Subject:"))
              .collect(Collectors.joining("\n"));
      return "From: "
          + from
          + "\nTo: "
          + to
          + "\n"
          + kept
          + text.replace("\r\n", "\n").substring(body);
    };
  }

  @Test
  void twoRelaysThatFaceEachOtherStopWithinTheHopLimit() {
    String service = here.service(BOB);
    String facing = there.service(service);
    sendTo(here, service, facing);
    here.deliver(TestMessage.of(ANN, service), ANN, service);
    assertEquals(25, new World(here, there).turn());
    assertEquals("13 relayed", ends(here));
    assertEquals("12 relayed, 1 failed too-many-hops", ends(there));
  }

  @Test
  void aRelayThatStripsAllIsStoppedByTheCircuitBreakerOfEitherSite() {
    String service = here.service(BOB);
    String facing = there.service(BOB);
    sendTo(here, service, "to-there@strip.example");
    sendTo(there, facing, "to-here@strip.example");
    World world =
        new World(here, there)
            .forward("to-there@strip.example", facing, stripped("a@strip.example", facing))
            .forward("to-here@strip.example", service, stripped("b@strip.example", service));
    here.deliver(TestMessage.of(ANN, service), ANN, service);
    assertEquals(61, world.turn());
    assertEquals("31 relayed", ends(here));
    assertEquals("30 relayed, 1 deferred too-many-messages", ends(there));
    here.clock.advance(Duration.ofMinutes(2));
    there.clock.advance(Duration.ofMinutes(2));
    assertEquals(0, world.turn(), "as long as the ten minutes last");
    here.clock.advance(Duration.ofMinutes(30));
    there.clock.advance(Duration.ofMinutes(30));
    assertTrue(world.turn() <= 61, "no faster after that");
  }

  @Test
  void aMailboxThatForwardsBackToItsAliasGetsItOnce() {
    String service = here.service(BOB);
    World world = new World(here).forward(BOB, service, UnaryOperator.identity());
    here.deliver(TestMessage.of(ANN, service), ANN, service);
    assertEquals(1, world.turn());
    assertEquals("1 relayed, 1 denied loop-own-address", ends(here));
  }

  @Test
  void aMailboxThatForwardsInItsOwnNameIsStoppedByTheMark() {
    String service = here.service(BOB);
    World world =
        new World(here)
            .forward(
                BOB,
                service,
                text ->
                    text.replaceFirst("(?m)^From: .*", "From: " + BOB)
                        .replaceFirst("(?m)^To: .*", "To: " + service));
    here.deliver(TestMessage.of(ANN, service), ANN, service);
    assertEquals(2, world.turn());
    assertEquals("2 relayed, 1 failed loop-own-mark", ends(here));
  }

  @Test
  void aMailboxThatForwardsBackWithNothingLeftIsStoppedByTheCircuitBreaker() {
    String service = here.service(BOB);
    World world = new World(here).forward(BOB, service, stripped(BOB, service));
    here.deliver(TestMessage.of(ANN, service), ANN, service);
    assertEquals(31, world.turn());
    assertEquals("31 relayed, 1 deferred too-many-messages", ends(here));
  }

  @Test
  void aUserCodeThatWritesToItselfGoesNowhere() {
    String service = here.service(BOB);
    String user = here.relay(TestMessage.of(ANN, service), ANN, service).find("From", "user-[^>]+");
    for (String sender : List.of(user, BOB, "")) {
      here.deliver(TestMessage.of(user, user), sender, user);
      assertEquals("loop-own-address", here.sweepOne().reason());
    }
    assertEquals(List.of(), here.takeAll());
  }

  @Test
  void noForgedMarkStopsAMessage() {
    String service = here.service(BOB);
    QueuedMail sent = here.relay(TestMessage.of(ANN, service), ANN, service);
    String mark = sent.header("X-Efm-Loop");
    String eve = "eve@evil.example";
    for (String forged :
        List.of(
            mark,
            mark.substring(0, mark.length() - 2) + "AA",
            mark.substring(mark.indexOf(' ') + 1),
            "k0 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "? ?",
            "")) {
      here.relay(TestMessage.of(eve, service).with("X-Efm-Loop", forged), eve, service);
    }
    here.relay(TestMessage.of(eve, service).with("X-Loop-Hops", "9".repeat(40)), eve, service);
    here.deliver(TestMessage.of(ANN, service).with("X-Efm-Loop", mark), ANN, service);
    assertEquals("loop-own-mark", here.sweepOne().reason());
  }

  @Test
  void moreThanThirtyAtOnceAreSpreadOut() {
    String service = here.service(BOB);
    for (int i = 0; i < 70; i++) {
      here.deliver(TestMessage.of(ANN, service), ANN, service);
    }
    assertEquals(30, relayed(here.sweep()));
    here.clock.advance(Duration.ofMinutes(2));
    assertEquals(0, relayed(here.sweep()));
    here.clock.advance(Duration.ofMinutes(10));
    assertEquals(30, relayed(here.sweep()));
    here.clock.advance(Duration.ofMinutes(30));
    assertEquals(10, relayed(here.sweep()));
    assertEquals("70 relayed", ends(here));
  }

  private static long relayed(List<Outcome> outcomes) {
    return outcomes.stream().filter(o -> o.disposition().word().equals("relayed")).count();
  }
}
