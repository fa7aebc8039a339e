package org.emailflow.mail;

import static org.emailflow.mail.TestMail.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.emailflow.mail.AutomaticMail.Kind;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutomaticMailTest {
  private static String classified(String header, String sender) throws Exception {
    AutomaticMail mail =
        AutomaticMail.classify(message(header.replace("|", "\n") + "\n\nHi"), sender);
    return mail.kind() + " " + mail.reason();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Subject: Hello~PERSONAL ''",
        "Auto-Submitted: no~PERSONAL",
        "Auto-Submitted: No (a person)~PERSONAL",
        "Auto-Submitted: auto-replied~AUTO_REPLY auto-submitted",
        "Auto-Submitted: Auto-Replied (vacation)~AUTO_REPLY auto-submitted",
        "Auto-Submitted: auto-generated; x=y~LIST_OR_BULK auto-submitted",
        "Precedence: auto_reply~AUTO_REPLY precedence",
        "Precedence: Bulk~LIST_OR_BULK precedence",
        "Precedence: junk~LIST_OR_BULK precedence",
        "Precedence: first-class~PERSONAL",
        "List-Id: <x.example>~LIST_OR_BULK list-id",
        "List-Unsubscribe: <mailto:x@y.test>~PERSONAL",
        "X-Autoreply: yes~AUTO_REPLY x-autoreply",
        "X-Autoreply: no~PERSONAL",
        "X-Autorespond: vacation~AUTO_REPLY x-autorespond",
        "X-Auto-Response-Suppress: All~LIST_OR_BULK x-auto-response-suppress",
        "X-Auto-Response-Suppress: none~PERSONAL",
        "Subject: Automatic reply: Your house~AUTO_REPLY absence-subject",
        "Subject: Out of Office AutoReply: x~AUTO_REPLY absence-subject",
        "Subject: =?utf-8?q?Respuesta_autom=C3=A1tica=3A_x?=~AUTO_REPLY absence-subject",
        "Subject: =?iso-8859-1?q?R=E9ponse_automatique?=~AUTO_REPLY absence-subject",
        "Subject: Abwesenheitsnotiz: x~AUTO_REPLY absence-subject",
        "Subject: Automatische Antwort: x~AUTO_REPLY absence-subject",
        "Subject: Re: Automatic reply: Your house~PERSONAL",
        "Subject: Re: Out of office~PERSONAL",
        "Subject: Is anyone out of office?~PERSONAL",
        "Content-Type: multipart/report; report-type=disposition-notification~AUTO_REPLY read-receipt",
        "Content-Type: multipart/report; report-type=feedback-report~LIST_OR_BULK feedback-report",
        "Content-Type: multipart/report; report-type=\"Delivery-Status\"|Auto-Submitted: auto-replied~BOUNCE delivery-status",
        "X-Failed-Recipients: a@x.example|Auto-Submitted: auto-replied~BOUNCE failed-recipients",
        "From: MAILER-DAEMON (Mail Delivery System)~BOUNCE mailer-daemon",
        "From: Mailer-Daemon@x.example|List-Id: x~BOUNCE mailer-daemon",
        "From: postmaster@x.example~PERSONAL",
        "From: postmaster@x.example|Subject: Undeliverable: Hello~BOUNCE bounce-subject",
        "From: postmaster@x.example|Subject: [Postmaster] Email Delivery Failure~BOUNCE bounce-subject",
        "From: ann@x.example|Subject: Undeliverable: Hello~PERSONAL",
        "From: ann@x.example|Subject: Returned mail?~PERSONAL",
      })
  void byHeader(String header, String expected) throws Exception {
    String wanted = expected.startsWith("PERSONAL") ? "PERSONAL " : expected;
    assertEquals(wanted, classified(header, "ann@x.example"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Subject: Hello~AUTO_REPLY null-sender",
        "Subject: Undelivered Mail Returned to Sender~BOUNCE bounce-subject",
        "Subject: Re: Undelivered Mail~AUTO_REPLY null-sender",
        "From: postmaster@x.example~AUTO_REPLY null-sender",
        "Content-Type: multipart/report; report-type=disposition-notification|From: postmaster@x~AUTO_REPLY read-receipt",
        "List-Id: x~AUTO_REPLY null-sender",
      })
  void fromTheNullSender(String header, String expected) throws Exception {
    assertEquals(expected, classified(header, ""));
  }

  @Test
  void aStatusPartMakesABounceOfAnyMultipart() throws Exception {
    String body =
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b--";
    AutomaticMail mail = AutomaticMail.classify(message(body), "a@x.example");
    assertEquals(Kind.BOUNCE, mail.kind());
    assertTrue(mail.isAutomatic());
    String inside = "Content-Type: message/rfc822\n\n" + body;
    assertFalse(AutomaticMail.classify(message(inside), "a@x.example").isAutomatic());
  }

  /** The corpus says of each message what it is: ordinary mail is personal, reports are bounces. */
  @Test
  void realMail() throws IOException, MailException {
    String folder = System.getenv("EFM_CORPUS");
    Assumptions.assumeTrue(folder != null, "EFM_CORPUS names no folder of real mail");
    List<String> wrong = new ArrayList<>();
    List<String> lines = Files.readAllLines(Path.of(folder, "MANIFEST.tsv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split("\t", -1);
      Set<String> tags = Set.of(columns[3].split(",", -1));
      Message m =
          Message.read(Octets.of(Files.readAllBytes(Path.of(folder, columns[0]))), Limits.DEFAULT);
      boolean nullSender =
          m.header().first("Return-Path").filter(f -> f.body().equals("<>")).isPresent();
      AutomaticMail mail = AutomaticMail.classify(m, nullSender ? "" : "writer@real.example");
      if (!fits(tags, m.header(), nullSender, mail.kind())) {
        wrong.add(columns[0] + " " + columns[3] + " is " + mail);
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static boolean fits(Set<String> tags, Header header, boolean nullSender, Kind kind) {
    if (tags.contains("dsn")) {
      return kind == Kind.BOUNCE;
    }
    if (tags.contains("auto-reply") && !tags.contains("bounce") && !tags.contains("not-bounce")) {
      return kind == Kind.AUTO_REPLY;
    }
    boolean marked =
        header.fields().stream()
            .anyMatch(f -> f.name().matches("(?i)(Auto-Submitted|Precedence|List-Id|X-Auto.*)"));
    Set<String> automatic =
        Set.of("bounce", "auto-reply", "list", "arf", "mdn", "not-bounce", "malformed", "report");
    boolean ordinary = !nullSender && !marked && tags.stream().noneMatch(automatic::contains);
    return !ordinary || kind == Kind.PERSONAL;
  }
}
