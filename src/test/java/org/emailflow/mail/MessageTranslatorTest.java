package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The header of what goes out, and what keeps its bytes. */
class MessageTranslatorTest {

  private static final String FROM = "From: Ann <ann@real.example>\n";
  private static final String DATE = "Date: Sat, 21 Nov 2026 11:00:00 +0100\n";

  private final TestSpace space = TestSpace.toService();

  @Test
  void wholeHeader() throws Exception {
    assertEquals(
        """
        X-Loop-Hops: 1
        From: Ann <user-1@relay.test>
        To: bob@real.test
        Subject: Is it free?  I am user-1@relay.test
        Date: Sat, 21 Nov 2026 11:00:00 +0100
        Message-ID: <out@relay.test>

        Hello, user-1@relay.test
        """,
        space.translate(
            """
            Return-Path: <ann@real.example>
            Delivered-To: service-2@relay.test
            Received: from mail.real.example by mx.relay.test; Sat, 21 Nov 2026 11:00:00 +0100
            DKIM-Signature: v=1; d=real.example
            From: Ann <ann@real.example>
            To: service-2@relay.test, carl@third.test
            Cc: dora@third.test
            Sender: ann@real.example
            Subject: Is it free?  I am ann@real.example
            Date: Sat, 21 Nov 2026 11:00:00 +0100
            Message-ID: <1@mail.real.example>
            User-Agent: x (real.example)

            Hello, ann@real.example
            """));
  }

  @Test
  void unchangedFieldsKeepBytesOrderAndFolding() throws Exception {
    String kept =
        """
        subject:\tHello   =?utf-8?q?w=C3=B6rld?=
          and  all
        DATE: Sat,  21 Nov 2026 11:00:00
        \t+0100 (CET)
        X-Priority: 3 (Normal)
        """;
    String out = space.translate(FROM + kept + "\nx\n");
    assertTrue(out.contains(kept), out);
    assertEquals("x\n", TestSpace.bodyOf(out));
  }

  @Test
  void fieldsThatSayTheSameKeepTheirBytes() throws Exception {
    String kept = "From:  Ann   <user-1@relay.test>\nTo: <bob@real.test>\n" + DATE;
    assertTrue(space.translate(kept + "\nx\n").contains(kept));
  }

  @Test
  void lineEndsAreThoseOfTheMessage() throws Exception {
    String out =
        space.translate((FROM + "Subject: ann@real.example\n" + "\nx\n").replace("\n", "\r\n"));
    assertFalse(out.replace("\r\n", "").contains("\n"), out);
    assertTrue(out.contains("\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n"), out);
  }

  @Test
  void eachFieldOnce() throws Exception {
    String out =
        space.translate(
            FROM
                + FROM
                + "Reply-To: ann@real.example\nReply-To: x@real.example\nMessage-ID: <1@x>\n"
                + "Message-ID: <2@x>\nSubject: a\nSubject: b\nTo: a@x\nTo: b@x\n"
                + DATE
                + DATE
                + "\nx\n");
    for (String name : List.of("From", "Reply-To", "Message-ID", "Subject", "To", "Date")) {
      assertEquals(1, TestMail.message(out).header().count(name), name + " in " + out);
    }
    assertTrue(out.contains("Subject: a\n"), out);
  }

  @Test
  void replyToIsNeverAdded() throws Exception {
    assertFalse(space.translate(FROM + "\nx\n").contains("Reply-To"));
    assertTrue(
        space
            .translate(FROM + "Reply-To: <ann@real.example>\n\nx\n")
            .contains("Reply-To: user-1@relay.test\n"));
  }

  @Test
  void missingFieldsAreAdded() throws Exception {
    String out = space.translate("Subject: x\nContent-Type: text/plain\n\nx\n");
    assertTrue(out.contains("\nFrom: Ann <user-1@relay.test>\n"), out);
    assertTrue(out.contains("\nMessage-ID: <out@relay.test>\n"), out);
    assertTrue(out.contains("\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n"), out);
    assertTrue(out.contains("\nMIME-Version: 1.0\n"), out);
    assertFalse(space.translate("Subject: x\n\nx\n").contains("MIME-Version"));
  }

  @Test
  void headerAndBodyAreAlwaysParted() throws Exception {
    assertEquals("the body", TestSpace.bodyOf(space.translate("Subject: x\nX-Y: z\nthe body")));
    assertEquals("", TestSpace.bodyOf(space.translate("Subject: x")));
    assertEquals("x\ry", TestSpace.bodyOf(space.translate("Subject: x\r\rx\ry")));
    assertEquals("", TestSpace.bodyOf(space.translate("")));
    assertEquals("no header\n", TestSpace.bodyOf(space.translate("no header\n")));
  }

  @Test
  void straysStayBehind() throws Exception {
    String out =
        space.translate(
            "From ann@real.example Sat Nov 21 11:00:00 2026\n continued ann@real.example\n"
                + FROM
                + "From ann@real.example Sat Nov 21\nSubject: x\n\nx\n");
    assertFalse(out.contains("real.example"), out);
    assertTrue(out.contains("Subject: x\n"), out);
  }

  @Test
  void fieldsThatCannotBeSentAreWrittenAnew() throws Exception {
    String out =
        space.translate(
            "From: ann@real.example\rSubject : a\0b\u0007c\rThread-Topic: gr\u00fc\u00df\r"
                + "Content-Description: "
                + "word ".repeat(300)
                + "\rX-Evil: x\r\rbody");
    assertTrue(out.contains("\nSubject: ab c\n"), out);
    assertTrue(out.contains("\nThread-Topic: =?UTF-8?Q?gr=C3=BC=C3=9F?=\n"), out);
    assertTrue(out.lines().allMatch(line -> line.length() < 998), out);
    assertFalse(out.contains("\r") || out.contains("X-Evil"), out);
  }

  @Test
  void utf8StaysWhereAnAddressNeedsItAndIsReported() throws Exception {
    String subject = utf8("Subject: größer\n");
    TranslationOptions options = TranslationOptions.of("relay.test");
    Outbound plain = space.outbound(FROM + subject + "\nx\n", options);
    assertTrue(TestMail.written(plain).contains("\nSubject: =?UTF-8?Q?gr=C3=B6=C3=9Fer?=\n"));
    assertFalse(plain.hasUtf8Header());
    TestSpace international =
        new TestSpace(
            space.sender(), new AddressRule(TestSpace.SERVICE, "bø@real.test", false), false);
    Outbound out = international.outbound(FROM + subject + "\nx\n", options);
    assertTrue(TestMail.written(out).contains(subject));
    assertTrue(TestMail.written(out).contains(utf8("\nTo: bø@real.test\n")));
    assertTrue(out.hasUtf8Header());
  }

  private static String utf8(String text) {
    return TestMail.string(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anEmptyDateIsNone() throws Exception {
    String out = space.translate(FROM + "Date:\nDate: \n\nx\n");
    assertTrue(out.contains("\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n"), out);
    assertEquals(1, TestMail.message(out).header().count("Date"));
  }

  @Test
  void whoWroteAForwardedMessageStays() throws Exception {
    String type = FROM + "Content-Type: message/rfc822\n\n";
    String to = "To: dora@third.test\n";
    assertEquals(
        "From: Carl <carl@third.test>\n\nx\n",
        TestSpace.bodyOf(space.translate(type + "From: Carl <carl@third.test>\n" + to + "\nx\n")));
    assertEquals(
        "From: \"user-1@relay.test\" <carl@third.test>\n\nx\n",
        TestSpace.bodyOf(
            space.translate(type + "From: \"ann@real.example\" <carl@third.test>\n\nx\n")));
    assertEquals(
        "\nx\n",
        TestSpace.bodyOf(space.translate(type + "From: user-7@relay.test\n" + to + "\nx\n")));
  }

  @Test
  void noValueBeginsAFieldOfItsOwn() throws Exception {
    String out =
        space.translate(FROM + "Subject: =?utf-8?q?a=0D=0AX-Evil=3A_1?= ann@real.example\n\nx\n");
    assertFalse(TestMail.message(out).header().first("X-Evil").isPresent(), out);
  }

  @Test
  void threadsAreMapped() throws Exception {
    String out =
        space.translate(
            FROM
                + "In-Reply-To: Message from <ann@real.example> of \"x\" (see <c@x>)\n"
                + "References: <1@real.example>\n\t<2@x> junk <> (c <3@x>) <1@real.example> <\n"
                + "\nx\n");
    Header header = TestMail.message(out).header();
    assertEquals(
        List.of(space.id("<1@real.example>"), space.id("<2@x>")),
        MessageIds.in(header.first("References").orElseThrow().body()));
    assertEquals(space.id("<ann@real.example>"), header.first("In-Reply-To").orElseThrow().body());
  }

  @Test
  void longThreadsAreShortenedInTheMiddle() throws Exception {
    StringBuilder refs = new StringBuilder("References:");
    for (int i = 0; i < 1000; i++) {
      refs.append(" <").append(i).append("@x>");
    }
    String out = space.translate(FROM + refs + "\n\nx\n");
    List<String> ids =
        MessageIds.in(TestMail.message(out).header().first("References").orElseThrow().body());
    assertEquals(100, ids.size());
    assertEquals(space.id("<0@x>"), ids.get(0));
    assertEquals(space.id("<999@x>"), ids.get(99));
    Set<String> asked =
        new MessageTranslator(Limits.DEFAULT).ids(TestMail.message(FROM + refs + "\n\nx\n"), 200);
    assertEquals(ids, asked.stream().map(space::id).toList());
  }

  @Test
  void idsAreKnownBeforehand() throws Exception {
    Message message =
        TestMail.message(
            """
            From: ann@real.example
            Message-ID: <top@real.example>
            In-Reply-To: <a@x>
            References: <b@x> <a@x>
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/calendar

            BEGIN:VEVENT
            UID:uid-
             1@real.example
            END:VEVENT
            --b
            Content-Type: message/rfc822
            Content-Transfer-Encoding: base64

            TWVzc2FnZS1JRDogPGRlZXBAeD4KCngK
            --b
            Content-Type: message/disposition-notification

            Original-Message-ID: <orig@x>
            --b--
            """);
    assertEquals(
        Set.of(
            "<top@real.example>", "<a@x>", "<b@x>", "uid-1@real.example", "<deep@x>", "<orig@x>"),
        new MessageTranslator(Limits.DEFAULT).ids(message, 200));
  }

  @Test
  void sitesMayAllowMoreFields() throws Exception {
    TranslationOptions options =
        new TranslationOptions(
            Set.of("X-Site-Ref", "Resent-To"), Signed.STRIP, Encrypted.PASS, "relay.test");
    String out =
        space.translate(
            FROM + "X-Site-Ref: 1 ann@real.example\nX-Site-Ref: 2\nResent-To: c@x\n\nx\n", options);
    assertTrue(out.contains("X-Site-Ref: 1 user-1@relay.test\nX-Site-Ref: 2\n"), out);
    assertFalse(out.contains("Resent-To"), out);
  }
}
