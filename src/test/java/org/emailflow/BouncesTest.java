package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.emailflow.courier.Answer;
import org.emailflow.courier.Courier;
import org.emailflow.courier.Mta;
import org.emailflow.courier.QueueFile;
import org.emailflow.courier.StoredLedger;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Spool;
import org.emailflow.store.Deliveries;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounces and automatic answers: who is told what, and how often. */
class BouncesTest extends OneSent {
  private String ledger() {
    return site.text(
        "select concat_ws(' ', state, ifnull(status, '-'), ifnull(hard, '-'), ifnull(reason, '-'),"
            + " ifnull(bounced_at, '-')) from report_outbound where kind = 'message'");
  }

  @Test
  void whatCameBackStandsInTheLedgerAndTheFirstReportCounts() {
    assertEquals("published - - - -", ledger());
    site.deliver(report("failed", "5.1.1"), "", token);
    site.sweepOne();
    String first = "bounced 5.1.1 1 userunknown 2026-11-21 10:00:00.000000";
    assertEquals(first, ledger());
    site.clock.advance(Duration.ofDays(2));
    site.takeAll();
    site.deliver(report("failed", "5.2.2"), "", token);
    Outcome outcome = site.sweepOne();
    assertEquals("discarded bounce-again", outcome.disposition().word() + " " + outcome.reason());
    assertEquals("mailboxfull", outcome.bounce().orElseThrow().reason());
    assertEquals(first, ledger());
    assertTrue(site.takeAll().isEmpty());
  }

  @Test
  void ofTwoReportsInOneBatchOneCounts() {
    site.deliver(report("failed", "5.1.1"), "", token);
    site.deliver(report("failed", "5.2.2"), "", token);
    assertEquals(
        "[bounce, bounce-again]",
        site.sweep().stream().map(Outcome::reason).sorted().toList() + "");
    assertEquals(1, site.takeAll().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"delayed", "relayed", "delivered", "expanded"})
  void aDelayIsNoFailure(String action) {
    site.deliver(report(action, "4.4.1"), "", token);
    assertEquals("delivery-status", site.sweepOne().reason());
    assertTrue(site.takeAll().isEmpty());
    assertEquals("published - - - -", ledger());
  }

  @Test
  void whoWroteToTwoOwnersHearsOfBoth() {
    String other = site.service("carl@real-owner.test");
    String second = site.relay(TestMessage.of(ANN, other), ANN, other).sender();
    site.deliver(report("failed", "5.1.1"), "", token);
    site.deliver(report("failed", "5.1.1").with("X-Second", "yes"), "", second);
    site.sweep();
    assertEquals(2, site.takeAll().size());
  }

  @Test
  void aNoticeIsNotTheSendersToBeBouncedBack() {
    site.deliver(report("failed", "5.1.1"), "", token);
    site.sweepOne();
    QueuedMail notice = site.take();
    assertEquals("", notice.sender());
    site.deliver(report("failed", "5.1.1"), "", "mailer-daemon@relay.example");
    assertEquals("denied", site.sweepOne().disposition().word());
    assertTrue(site.takeAll().isEmpty());
  }

  private final Queue<Answer> answers = new ArrayDeque<>();

  /** One pass of the courier, to an MTA that answers as told. */
  private void courier() {
    Mta mta =
        new Mta() {
          @Override
          public void open() {}

          @Override
          public Answer send(QueueFile file) {
            return answers.remove();
          }

          @Override
          public void close() {}
        };
    StoredLedger ledger = new StoredLedger(new Deliveries(site.database()));
    Spool spool = Spool.open(site.spool, Failpoints.NONE);
    new Courier(spool, ledger, mta, "Delivered-To", site.clock, new Random(1), Failpoints.NONE)
        .pass(delivered -> {});
  }

  @Test
  void whatOurOwnMtaRefusesIsToldAsWhatComesBack() {
    site.deliver(TestMessage.of(ANN, service), ANN, service);
    site.sweep();
    answers.add(new Answer.Refused("5.6.7", "5.6.7 SMTPUTF8 is needed for bob@real-owner.test"));
    courier();
    Outcome outcome = site.sweepOne();
    assertEquals("discarded bounce", outcome.disposition().word() + " " + outcome.reason());
    QueuedMail notice = site.take();
    assertEquals(ANN, notice.recipient());
    assertFalse(notice.shows("real-owner.test"), notice.text());
    assertEquals(
        "refused 5.6.7",
        site.text("select concat(state, ' ', status) from outbound where bounced_at is not null"));
    assertEquals(List.of(), site.sweep());
  }

  @Test
  void aMessageThatTheCourierGivesUpIsTold() {
    site.deliver(TestMessage.of(ANN, service), ANN, service);
    site.sweep();
    answers.add(new Answer.Deferred("4.2.1 later"));
    courier();
    site.clock.advance(Duration.ofDays(6));
    answers.add(new Answer.Deferred("4.2.1 later"));
    courier();
    assertEquals("expired", site.sweepOne().bounce().orElseThrow().reason());
    assertTrue(site.take().shows(service));
  }

  @Test
  void aRefusedNoticeIsNobodysToHearOf() {
    site.deliver(report("failed", "5.1.1"), "", token);
    site.sweepOne();
    answers.add(new Answer.Refused("5.1.1", "no"));
    courier();
    assertEquals(List.of(), site.sweep());
  }

  @Test
  void twoBouncesOnADayAreToldOnce() {
    site.deliver(report("failed", "5.1.1"), "", token);
    site.deliver(report("failed", "5.1.1").with("X-Second", "yes"), "", token);
    assertEquals(2, site.sweep().size());
    assertEquals(1, site.takeAll().size());
  }

  @Test
  void anAbsenceNoteReachesTheOtherPartyOnceADay() {
    assertEquals("relayed", note(token, ""));
    QueuedMail note = site.take();
    assertEquals(ANN, note.recipient());
    assertFalse(note.shows(BOB), note.text());
    assertEquals("auto-replied", note.header("Auto-Submitted"));
    assertEquals("discarded automatic-again", note(token, ""));
    assertEquals("discarded automatic-again", note(user, BOB));
    site.clock.advance(Duration.ofHours(24).plusSeconds(1));
    assertEquals("relayed", note(user, BOB));
    assertEquals(0, site.count("select service_messages from conversation"));
  }

  @Test
  void aReceiptAndAChallengeHaveTheirOwnNames() {
    TestMessage receipt =
        absence(user)
            .without("Auto-Submitted")
            .with("Content-Type", "multipart/report; report-type=disposition-notification");
    site.deliver(receipt, BOB, user);
    assertEquals("relayed read-receipt", ending());
    site.clock.advance(Duration.ofDays(2));
    site.deliver(absence(user).set("Subject", "Please confirm your message"), BOB, user);
    assertEquals("relayed challenge-response", ending());
    assertEquals(0, site.count("select service_messages from conversation"));
  }

  private String ending() {
    Outcome outcome = site.sweepOne();
    return (outcome.disposition().word() + " " + outcome.reason()).strip();
  }

  @Test
  void ofTwoNotesInOneBatchOneIsRelayed() {
    site.deliver(absence(user), BOB, user);
    site.deliver(absence(user), BOB, user);
    assertEquals(
        "[, automatic-again]", site.sweep().stream().map(Outcome::reason).sorted().toList() + "");
    assertEquals(1, site.takeAll().size());
  }

  @Test
  void aSiteMayDiscardAllAutomaticMail(@TempDir Path other) {
    try (TestSite strict = new TestSite(other, "[relay]", "auto-reply = \"discard\"")) {
      String to = strict.service(BOB);
      String code = strict.relay(TestMessage.of(ANN, to), ANN, to).find("From", "user-[^>]+");
      strict.deliver(absence(code), BOB, code);
      Outcome outcome = strict.sweepOne();
      assertEquals("discarded automatic", outcome.disposition().word() + " " + outcome.reason());
      assertTrue(strict.takeAll().isEmpty());
    }
  }

  private static TestMessage absence(String to) {
    return TestMessage.of(BOB, to)
        .set("Subject", "Out of office")
        .with("Auto-Submitted", "auto-replied");
  }

  private String note(String to, String sender) {
    site.deliver(absence(to), sender, to);
    Outcome outcome = site.sweepOne();
    return (outcome.disposition().word() + " " + outcome.reason()).strip();
  }

  @Test
  void anAbsenceNoteOfASecondAddressNamesOnlyItsAlias() {
    TestMessage note = absence(token).set("From", "Bob <bob@private.test>");
    QueuedMail sent = site.relay(note.body("I am bob@private.test\n"), "", token);
    assertFalse(sent.shows("bob@private.test"), sent.text());
  }

  @Test
  void aTokenIsTrueInUpperCaseAndFalseWithOneCharacterChanged() {
    String upper = token.toUpperCase(java.util.Locale.ROOT);
    site.deliver(report("failed", "5.1.1"), "", upper);
    assertEquals("bounce", site.sweepOne().reason());
    site.takeAll();
    int at = "bounce-".length() + 3;
    char other = token.charAt(at) == 'x' ? 'y' : 'x';
    String forged = token.substring(0, at) + other + token.substring(at + 1);
    site.deliver(report("failed", "5.1.2"), "", forged);
    assertEquals("false-token", site.sweepOne().reason());
    assertTrue(site.takeAll().isEmpty());
  }
}
