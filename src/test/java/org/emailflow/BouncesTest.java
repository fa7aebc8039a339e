package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.emailflow.courier.Answer;
import org.emailflow.courier.Courier;
import org.emailflow.courier.Mta;
import org.emailflow.courier.QueueFile;
import org.emailflow.courier.StoredLedger;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Spool;
import org.emailflow.store.Deliveries;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Whatever a report may say, in whichever of its fields: nothing of it stands in the notice. */
  @Test
  void noByteOfAReportIsCopied() {
    List<String> secrets = new ArrayList<>();
    UnaryOperator<String> secret =
        name -> {
          secrets.add("zq" + secrets.size() + name.toLowerCase(Locale.ROOT).replace("-", ""));
          return secrets.get(secrets.size() - 1);
        };
    String report =
        """
        --b
        Content-Type: text/plain

        550 5.1.1 no such user {Text}
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; {Reporting-MTA}.real-owner.test
        DSN-Gateway: dns; {DSN-Gateway}.real-owner.test
        Received-From-MTA: dns; {Received-From-MTA}
        Original-Envelope-Id: {Original-Envelope-Id}
        Arrival-Date: Sat, 21 Nov 1998 01:02:03 +0445 ({Arrival-Date})

        Original-Recipient: rfc822; {Original-Recipient}@real-owner.test
        Final-Recipient: rfc822; {Final-Recipient}@real-owner.test
        Action: failed ({Action})
        Status: 5.1.1 ({Status})
        Remote-MTA: dns; {Remote-MTA}.real-owner.test
        Diagnostic-Code: smtp; 550 5.1.1 {Diagnostic-Code}
        Last-Attempt-Date: Sat, 21 Nov 1998 01:02:03 +0445 ({Last-Attempt-Date})
        Final-Log-ID: {Final-Log-ID}
        Will-Retry-Until: Sat, 21 Nov 1998 01:02:03 +0445 ({Will-Retry-Until})
        X-Anything: {X-Anything}

        --b
        Content-Type: message/rfc822

        Received: from {Received}.real-owner.test by x
        To: {To}@real-owner.test
        Subject: {Subject}
        Message-ID: <{Message-ID}@real-owner.test>

        {Body}
        --b--
        """;
    String planted =
        Pattern.compile("[{](.*?)[}]").matcher(report).replaceAll(m -> secret.apply(m.group(1)));
    TestMessage message =
        report("failed", "5.1.1")
            .set("Subject", secret.apply("Outer-Subject"))
            .set("From", secret.apply("From") + "@mailer-daemon.real-owner.test")
            .set("Message-ID", "<" + secret.apply("Id") + "@real-owner.test>")
            .with("X-Outer", secret.apply("Outer"))
            .body(planted);
    site.deliver(message, "", token);
    assertEquals("bounce", site.sweepOne().reason());
    QueuedMail notice = site.take();
    String text = notice.text().toLowerCase(Locale.ROOT) + notice.body().toLowerCase(Locale.ROOT);
    assertEquals(List.of(), secrets.stream().filter(text::contains).toList(), text);
    assertFalse(text.contains("1998") || text.contains("+0445"), text);
    assertFalse(notice.shows("real-owner.test"), text);
    assertTrue(secrets.size() > 20, secrets.toString());
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
