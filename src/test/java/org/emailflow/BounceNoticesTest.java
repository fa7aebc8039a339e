package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.emailflow.spool.Folder;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the writer of a message that came back is told: all in its own space, nothing of the report.
 */
class BounceNoticesTest extends OneSent {
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

  /** The writer's own id, subject and aliases; not those under which the other side knows them. */
  @Test
  void theNoticeStandsInTheWritersThreadAndShowsItsOwnHeader() {
    TestMessage message =
        TestMessage.of(ANN, service)
            .set("Subject", "Casa Azul in May?")
            .set("To", "x".repeat(2000) + "@else.example")
            .with("Cc", service)
            .with("X-Mailer", "Secret 1.0");
    QueuedMail sent = site.relay(message, ANN, service);
    site.clock.advance(Duration.ofHours(2));
    site.deliver(report("failed", "5.1.1"), "", sent.sender());
    site.sweepOne();
    QueuedMail notice = site.take();
    String id = message.field("Message-ID");
    assertEquals(id, notice.header("In-Reply-To"));
    assertEquals(id, notice.header("References"));
    String shown = notice.text().substring(notice.text().indexOf("text/rfc822-headers"));
    assertEquals(
        List.of(
            "Subject: Casa Azul in May?",
            "Date: " + message.field("Date"),
            "Message-ID: " + id,
            "Cc: " + service),
        shown.lines().filter(line -> line.contains(": ")).toList());
    assertTrue(
        notice.text().contains("Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000"), notice.text());
    assertFalse(notice.shows(sent.header("Message-ID")) || notice.shows(user), notice.text());
  }

  /** Two of one name on one day: the other's header is not shown. */
  @Test
  void anothersMessageOfTheSameNameIsNotShown() throws IOException {
    TestMessage message = TestMessage.of("eve@evil.example", service).set("Subject", "mine");
    QueuedMail sent = site.relay(message, "eve@evil.example", service);
    Path day = site.path(Folder.DONE).resolve("2026-11-21");
    List<String> names = TestSite.names(day);
    String eves = names.get(names.get(0).contains("M1P") ? 1 : 0);
    String anns = names.get(names.get(0).contains("M1P") ? 0 : 1);
    Files.move(day.resolve(anns), day.resolve(eves), StandardCopyOption.REPLACE_EXISTING);
    site.deliver(report("failed", "5.1.1"), "", sent.sender());
    site.sweepOne();
    QueuedMail notice = site.take();
    assertEquals("eve@evil.example", notice.recipient());
    assertNull(notice.header("In-Reply-To"));
    assertFalse(notice.text().contains("text/rfc822-headers"), notice.text());
  }

  @Test
  void withoutTheOriginalTheNoticeGoesAllTheSame() throws IOException {
    Path day = site.path(Folder.DONE).resolve("2026-11-21");
    for (String name : TestSite.names(day)) {
      Files.delete(day.resolve(name));
    }
    site.deliver(report("failed", "5.1.1"), "", token);
    site.sweepOne();
    QueuedMail notice = site.take();
    assertEquals(ANN, notice.recipient());
    assertNull(notice.header("References"));
  }

  /** An owner who refuses all that he writes to himself in others' names reaches few of them. */
  @Test
  void thoseOfWhomNothingIsKnownShareTheSitesHour() {
    for (int i = 0; i < 25; i++) {
      String victim = "victim" + i + "@out.test";
      site.deliver(TestMessage.of(victim, service), victim, service);
    }
    site.deliver(TestMessage.of(BOB, user), BOB, user);
    site.sweep();
    for (QueuedMail sent : site.takeAll()) {
      site.deliver(report("failed", "5.1.1"), "", sent.sender());
    }
    site.sweep();
    List<QueuedMail> notices = site.takeAll();
    assertEquals(21, notices.size());
    assertEquals(1, notices.stream().filter(notice -> notice.recipient().equals(BOB)).count());
  }

  /** A good From says nothing of an envelope sender elsewhere, and that is who is told. */
  @Test
  void whoIsForgedIsNotToldAndAPassIsForItsOwnDomainAlone(@TempDir Path other) {
    try (TestSite heard =
        new TestSite(
            other,
            "[auth]",
            "mode = \"off\"",
            "authserv-id = \"mx.relay.example\"",
            "[notice]",
            "unauthenticated-per-hour = 0")) {
      String to = heard.service(BOB);
      assertEquals(1, told(heard, to, "eve@out.test", "eve@out.test", "dmarc=pass"));
      assertEquals(1, told(heard, to, "eva@out.test", "b-1@mail.out.test", "dmarc=pass"));
      assertEquals(0, told(heard, to, "eli@out.test", "victim@else.test", "dmarc=pass"));
      assertEquals(0, told(heard, to, "emma@out.test", "emma@out.test", "dmarc=none"));
      assertEquals(0, told(heard, to, "ed@out.test", "ed@out.test", "dmarc=fail"));
    }
    site.execute("update ledger set proof = 'forged'");
    site.deliver(report("failed", "5.1.1"), "", token);
    assertEquals("bounce", site.sweepOne().reason());
    assertTrue(site.takeAll().isEmpty());
  }

  private static int told(TestSite site, String to, String from, String sender, String result) {
    TestMessage message =
        TestMessage.of(from, to)
            .onTop("Received", "from x (x.example [203.0.113.9]) by mx; now")
            .onTop("Authentication-Results", "mx.relay.example; " + result);
    String sent = site.relay(message, sender, to).sender();
    site.deliver(TestMessage.report(sent, "failed", "5.1.1"), "", sent);
    assertEquals("bounce", site.sweepOne().reason());
    return site.takeAll().size();
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
}
