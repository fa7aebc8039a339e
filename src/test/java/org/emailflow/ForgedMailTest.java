package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail in a known user's name that anybody could have written uses up what is limited for itself
 * alone: the conversation's pace, its automatic reply of the day, the owner's budget.
 */
class ForgedMailTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";
  private static final String[] WITH_MTA = {"[auth]", "authserv-id = \"mx.relay.example\""};
  private static final String[] OFF = {"[auth]", "mode = \"off\""};

  @TempDir Path folder;
  private TestSite site;
  private String service;
  private String user;
  private String known;

  @AfterEach
  void close() {
    site.close();
  }

  /** A conversation in which both have written. */
  private void open(String... settings) {
    site = new TestSite(folder, settings);
    service = site.service(BOB);
    user = site.relay(vouched(ANN, service), ANN, service).find("From", "user-[^>]+");
    known = site.relay(TestMessage.of(BOB, user), BOB, user).header("Message-ID");
    site.clock.advance(Duration.ofMinutes(11));
  }

  private static TestMessage vouched(String from, String to) {
    return TestMessage.of(from, to).vouched();
  }

  private static TestMessage said(TestMessage message, String result) {
    return message
        .onTop("Received", "from x (x.example [203.0.113.9]) by mx; now")
        .onTop("Authentication-Results", "mx.relay.example; " + result);
  }

  private void forge(int count) {
    for (int i = 0; i < count; i++) {
      site.deliver(TestMessage.of(ANN, service), ANN, service);
    }
  }

  private long swept(String ending) {
    List<Outcome> outcomes = site.sweep();
    site.takeAll();
    return outcomes.stream().filter(o -> ending(o).equals(ending)).count();
  }

  private static String ending(Outcome outcome) {
    return (outcome.disposition().word() + " " + outcome.reason()).strip();
  }

  private String ends(TestMessage message, String sender, String recipient) {
    site.deliver(message, sender, recipient);
    String ending = ending(site.sweepOne());
    site.takeAll();
    return ending;
  }

  @Test
  void forgedMailShutsOutItselfAndNobodyElse() {
    open(WITH_MTA);
    forge(40);
    assertEquals(30, swept("relayed"));
    assertEquals("deferred too-many-messages", ends(TestMessage.of(ANN, service), ANN, service));
    assertEquals("relayed", ends(vouched(ANN, service), ANN, service));
    assertEquals("relayed", ends(TestMessage.of(BOB, user), BOB, user));
    assertEquals("relayed", ends(vouched(BOB, user), BOB, user));
    TestMessage answer = TestMessage.of(ANN, service).answering(known);
    assertEquals("relayed", ends(answer, ANN, service));
  }

  @Test
  void inTheSameBatchToo() {
    open(WITH_MTA);
    forge(40);
    Set<String> real = new HashSet<>();
    real.add(site.deliver(TestMessage.of(BOB, user), BOB, user));
    for (int i = 0; i < 10; i++) {
      real.add(site.deliver(vouched(ANN, service), ANN, service));
    }
    List<Outcome> outcomes = site.sweep();
    assertEquals(51, outcomes.size());
    assertEquals(
        11,
        outcomes.stream()
            .filter(o -> real.contains(o.name()) && ending(o).equals("relayed"))
            .count());
  }

  /** Nothing is said of anybody: a user's fresh mail is delayed, its answers are not. */
  @Test
  void withoutAnMtaThatSpeaksOnlyFreshMailCannotBeTold() {
    open(OFF);
    forge(40);
    assertEquals(30, swept("relayed"));
    assertEquals("deferred too-many-messages", ends(TestMessage.of(ANN, service), ANN, service));
    assertEquals("relayed", ends(TestMessage.of(BOB, user), BOB, user));
    TestMessage answer = TestMessage.of(ANN, service).answering(known);
    assertEquals("relayed", ends(answer, ANN, service));
  }

  @Test
  void whatTheMtaCallsForgedShutsOutNotEvenWhatItIsSilentOf() {
    open("[auth]", "mode = \"off\"", "authserv-id = \"mx.relay.example\"");
    for (int i = 0; i < 40; i++) {
      site.deliver(said(TestMessage.of(ANN, service), "dmarc=fail"), ANN, service);
    }
    assertEquals(30, swept("relayed"));
    assertEquals("relayed", ends(TestMessage.of(ANN, service), ANN, service));
  }

  /**
   * Each sort of mail has a pace of its own, and what is proven less counts what is proven more.
   */
  @Test
  void whatIsProvenLessWaitsBehindWhatIsProvenMore() {
    open(WITH_MTA);
    for (int i = 0; i < 31; i++) {
      site.deliver(vouched(ANN, service), ANN, service);
    }
    assertEquals(30, swept("relayed"));
    assertEquals("deferred too-many-messages", ends(TestMessage.of(ANN, service), ANN, service));
    assertEquals("deferred too-many-messages", ends(TestMessage.of(BOB, user), BOB, user));
    site.clock.advance(Duration.ofMinutes(10));
    assertEquals(3, swept("relayed"));
  }

  /** Two machines that answer each other, and say nothing of it, by whatever is proven of them. */
  @Test
  void aPingPongStopsAtThirtyHoweverItIsProven() {
    open("[relay]", "unanswered = 100", WITH_MTA[0], WITH_MTA[1]);
    int relayed = 0;
    for (int i = 0; i < 40; i++) {
      boolean users = i % 2 == 0;
      TestMessage ball = users ? TestMessage.of(ANN, service) : vouched(BOB, user);
      String end = users ? ends(ball, ANN, service) : ends(ball, BOB, user);
      relayed += end.equals("relayed") ? 1 : 0;
      if (!end.equals("relayed")) {
        break;
      }
    }
    assertEquals(30, relayed);
  }

  @Test
  void aForgedAbsenceNoteDoesNotUseUpTheTrueOne() {
    open(WITH_MTA);
    assertEquals("relayed", ends(absent(TestMessage.of(ANN, service)), ANN, service));
    assertEquals(
        "discarded automatic-again", ends(absent(TestMessage.of(ANN, service)), ANN, service));
    TestMessage answers = absent(TestMessage.of(BOB, user)).set("Subject", "Out of office");
    assertEquals("relayed", ends(answers, BOB, user));
    assertEquals("relayed", ends(absent(vouched(ANN, service)), ANN, service));
    assertEquals("discarded automatic-again", ends(absent(vouched(BOB, user)), BOB, user));
    assertEquals(
        "discarded automatic-again",
        ends(absent(TestMessage.of(ANN, service)).answering(known), ANN, service));
    site.clock.advance(Duration.ofHours(24));
    assertEquals(
        "relayed", ends(absent(TestMessage.of(ANN, service)).answering(known), ANN, service));
  }

  private static TestMessage absent(TestMessage message) {
    return message.with("Auto-Submitted", "auto-replied");
  }

  @Test
  void forgedMailGivesTheOwnerNoBudgetAndTakesNone() {
    open(WITH_MTA);
    forge(20);
    assertEquals(20, swept("relayed"));
    for (int i = 0; i < 4; i++) {
      assertEquals("relayed", ends(vouched(BOB, user), BOB, user));
    }
    assertEquals("denied unanswered", ends(vouched(BOB, user), BOB, user));
  }
}
