package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReportComposerTest {
  private static final ReportComposer COMPOSER = new ReportComposer("relay.example");
  private static final Instant DATE = Instant.parse("2026-11-01T09:05:00Z");
  private static final Instant ARRIVED = Instant.parse("2026-10-31T09:05:00Z");

  private static ReportComposer.Report report(
      String subject, String text, String recipient, List<String> header) {
    return new ReportComposer.Report(
        "mailer-daemon@relay.example",
        "ann@real.example",
        subject,
        text,
        DATE,
        "<x1@relay.example>",
        ARRIVED,
        Optional.of("<a@real.example>"),
        recipient,
        "5.1.1",
        header);
  }

  private static String composed(ReportComposer.Report report) {
    return new String(COMPOSER.compose(report), StandardCharsets.UTF_8);
  }

  @Test
  void aNoticeAsItStands() {
    assertEquals(
        """
        From: mailer-daemon@relay.example
        To: ann@real.example
        Subject: Not delivered
        Date: Sun, 1 Nov 2026 09:05:00 +0000
        Message-ID: <x1@relay.example>
        In-Reply-To: <a@real.example>
        References: <a@real.example>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
         boundary="report-x1relayexample"

        --report-x1relayexample
        Content-Type: text/plain; charset=us-ascii
        Content-Transfer-Encoding: 7bit

        Sorry.

        --report-x1relayexample
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.example
        Arrival-Date: Sat, 31 Oct 2026 09:05:00 +0000

        Final-Recipient: rfc822; service-x@relay.example
        Action: failed
        Status: 5.1.1

        --report-x1relayexample
        Content-Type: text/rfc822-headers

        Subject: Hello

        --report-x1relayexample--
        """,
        composed(
            report(
                "Not delivered", "Sorry.", "service-x@relay.example", List.of("Subject: Hello"))));
  }

  @Test
  void whatItSaysIsReadByOthers() throws Exception {
    String text = "No se entreg\u00f3.\r\n" + "x".repeat(2000) + "\n";
    String subject = "No se entreg\u00f3 \u2013 " + "su mensaje ".repeat(20).strip();
    byte[] notice =
        COMPOSER.compose(
            report(subject, text, "service-x@relay.example", List.of("Subject: caf\u00e9")));
    MimeMessage m =
        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(notice));
    assertEquals(subject, m.getSubject());
    MimeMultipart parts = (MimeMultipart) m.getContent();
    assertEquals(3, parts.getCount());
    assertEquals(text.replace("\r\n", "\n"), parts.getBodyPart(0).getContent());
    assertTrue(parts.getBodyPart(2).isMimeType("message/global-headers"));
    Message own = Message.read(Octets.of(notice), Limits.DEFAULT);
    DeliveryReport.Outcome outcome = DeliveryReport.read(own).get(0);
    assertEquals(Optional.of("service-x@relay.example"), outcome.finalRecipient());
    assertEquals("failed", outcome.action());
    assertEquals(AutomaticMail.Kind.BOUNCE, AutomaticMail.classify(own, "").kind());
    new String(notice, StandardCharsets.UTF_8).lines().forEach(l -> assertTrue(l.length() < 998));
  }

  @Test
  void whatIsNoIdIsNotAnswered() {
    for (String id : List.of("<" + "a".repeat(985) + "@b.test>", "<\u00e9@b.test>", "<a@b> c")) {
      ReportComposer.Report plain = report("s", "t", "service-x@relay.example", List.of());
      String notice =
          composed(
              new ReportComposer.Report(
                  plain.from(),
                  plain.to(),
                  plain.subject(),
                  plain.text(),
                  plain.date(),
                  plain.messageId(),
                  plain.arrived(),
                  Optional.of(id),
                  plain.recipient(),
                  plain.status(),
                  plain.header()));
      assertFalse(notice.contains("In-Reply-To"), notice);
    }
  }

  @Test
  void noValueAddsALine() {
    String evil = "x\r\nBcc: eve@evil.test\0\n\n--report-x1relayexample\n";
    String notice =
        composed(
            new ReportComposer.Report(
                evil,
                evil,
                evil,
                "Sorry.",
                DATE,
                "<x1@relay.example>" + evil,
                ARRIVED,
                Optional.of(evil),
                evil,
                evil,
                List.of(evil)));
    assertFalse(
        notice.lines().anyMatch(l -> l.startsWith("Bcc") || l.contains("\r") || l.contains("\0")));
    assertEquals(4, notice.lines().filter(l -> l.startsWith("--")).count());
  }

  @Test
  void addressesInOtherScriptsHaveAReportOfTheirOwn() {
    String notice = composed(report("x", "Sorry.", "j\u00f6rg@relay.example", List.of()));
    assertTrue(notice.contains("Content-Type: message/global-delivery-status\n"));
    assertTrue(notice.contains("Final-Recipient: utf-8; j\u00f6rg@relay.example\n"));
    assertFalse(notice.contains("-headers"));
  }
}
