package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounces and automatic answers: who is told what, and how often. */
class BouncesTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";

  @TempDir Path folder;
  private TestSite site;
  private String service;
  private String user;
  private String token;

  @BeforeEach
  void open() {
    site = new TestSite(folder);
    service = site.service(BOB);
    QueuedMail sent = site.relay(TestMessage.of(ANN, service), ANN, service);
    user = sent.find("From", "user-[^>]+");
    token = sent.sender();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private TestMessage report(String action, String status) {
    return TestMessage.of("MAILER-DAEMON@mx.real-owner.test", token)
        .set("Subject", "Undelivered Mail")
        .with("Auto-Submitted", "auto-replied")
        .with("MIME-Version", "1.0")
        .with("Content-Type", "multipart/report; report-type=delivery-status; boundary=b")
        .body(
            """
            --b
            Content-Type: text/plain

            bob@real-owner.test is not known here.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.real-owner.test

            Final-Recipient: rfc822; bob@real-owner.test
            Action: %s
            Status: %s
            Diagnostic-Code: smtp; 550 %s <bob@real-owner.test> unknown

            --b
            Content-Type: text/rfc822-headers

            To: bob@real-owner.test

            --b--
            """
                .formatted(action, status, status));
  }

  @Test
  void theWriterOfWhatCameBackIsToldAndNothingOfTheBounceIsInIt() {
    site.deliver(report("failed", "5.1.1"), "", token);
    Outcome outcome = site.sweepOne();
    assertEquals("discarded bounce", outcome.disposition().word() + " " + outcome.reason());
    assertEquals(
        "5.1.1 true userunknown",
        outcome.bounce().map(b -> b.status() + " " + b.hard() + " " + b.reason()).orElse(""));
    assertEquals(Optional.empty(), outcome.direction());
    QueuedMail notice = site.take();
    assertEquals("<>", notice.envelope("Sender"));
    assertEquals(ANN, notice.recipient());
    assertTrue(notice.shows(service));
    assertFalse(notice.shows(BOB) || notice.shows("real-owner.test"), notice.text());
  }

  @Test
  void aServicesMailThatCameBackIsToldInItsOwnSpace() {
    token = site.relay(TestMessage.of(BOB, user), BOB, user).sender();
    site.deliver(report("failed", "5.1.1"), "", token);
    site.sweepOne();
    QueuedMail notice = site.take();
    assertEquals(BOB, notice.recipient());
    assertTrue(notice.shows(user));
    assertFalse(notice.shows(ANN) || notice.shows("real-user.example"), notice.text());
  }

  @Test
  void aDelayIsNoFailure() {
    site.deliver(report("delayed", "4.4.1"), "", token);
    assertEquals("delivery-status", site.sweepOne().reason());
    assertTrue(site.takeAll().isEmpty());
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
  void ofTwoNotesInOneBatchOneIsRelayed() {
    site.deliver(absence(user), BOB, user);
    site.deliver(absence(user), BOB, user);
    assertEquals(
        "[, automatic-again]", site.sweep().stream().map(Outcome::reason).sorted().toList() + "");
    assertEquals(1, site.takeAll().size());
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
