package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each place where a sender's address or mail host is known to have leaked from a relay. */
class LeakPathTest {

  private static final String FROM = "From: ann@real.example\n";

  private final TestSpace space = TestSpace.toService();

  private String sealed(String message) throws Exception {
    String out = space.translate(message);
    assertFalse(LeakSearch.finds(out, "ann@real.example"), out);
    return out;
  }

  private String header(String fields) throws Exception {
    String out = sealed(FROM + fields + "\nx\n");
    assertFalse(out.contains("real.example"), out);
    return out;
  }

  private String body(String type, String body) throws Exception {
    return TestSpace.bodyOf(sealed(FROM + "Content-Type: " + type + "\n\n" + body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: a ann@real.example b",
        "Subject: a <ANN@real.example>",
        "Subject: =?utf-8?q?a_ann=40real.example?=",
        "Subject: =?utf-8?b?YW5uQHJlYWwuZXhhbXBsZQ==?=",
        "Subject: =?utf-8?q?ann=40re?=\n =?utf-8?q?al.example?=",
        "Subject: =?utf-8?q?ann=40re?= =?iso-8859-1?q?al.example?=",
        "Subject: =?unknown?q?ann=40real.example?=",
        "Subject: x ann@re\n al.example",
        "Subject: ann%40real.example",
        "Subject: ann&#64;real.example",
        "Subject: \"=?utf-8?q?ann=40real.example?=\"",
        "Thread-Topic: ann@real.example",
        "Content-Description: ann@real.example",
        "Date: Sat, 21 Nov 2026 11:00:00 +0100 (ann@real.example)",
        "Date: Sat, 21 Nov 2026 11:00:00 +0100 (=?utf-8?q?ann=40real.example?=)",
        "Importance: high (by mail.real.example)",
        "Accept-Language: http://real.example",
        "MIME-Version: 1.0 (ann@real.example)",
        "Reply-To: ann@real.example\nReply-To: <ann@real.example>",
        "Disposition-Notification-To: Ann <ann@real.example>",
        "Cc: ann@real.example (ann@real.example)",
        "To: \"ann@real.example\" <service-2@relay.test>",
        "References: <1@mail.real.example> (ann@real.example) ann@real.example",
        "In-Reply-To: ann@real.example of Saturday",
        "Sender: ann@real.example\nReturn-Path: <ann@real.example>\nX-Sender: ann@real.example",
        "Thread-Index: AQ==\nOrganization: real.example\nContent-Location: http://real.example",
        "Content-MD5: x\nAutocrypt: addr=ann@real.example; keydata=x\nX-Originating-IP: [192.0.2.1]",
        "Content-ID: <1@mail.real.example>",
        "Content-ID: <ann@real.example>",
        "Content-ID: real.example",
        "Content-Type: text/plain; name=\"ann@real.example cv.txt\"",
        "Content-Type: text/plain; name=\"=?utf-8?q?ann=40real.example?=\"",
        "Content-Type: text/plain; name*=utf-8''ann%40real.example%20x",
        "Content-Type: text/plain; name*0=\"ann@re\"; name*1=al.example",
        "Content-Type: text/plain;\n name*0*=utf-8''ann%40re;\n name*1*=al.example",
        "Content-Type: text/plain (ann@real.example); charset=utf-8",
        "Content-Type: text/plain; ann@real.example",
        "Content-Disposition: attachment; filename=ann@real.example",
        "Content-Disposition: attachment; filename=\"of ann@real.example.vcf\"",
        "Content-Disposition: attachment; filename*=utf-8''=%3Futf-8%3Fq%3Fann%3D40real.example%3F=",
        "Content-Type: message/partial; id=\"1@mail.real.example\"",
        "Subject: =?utf-8?q?ann=40real.example",
        "Subject: ann%2540real.example",
        "Subject: \"ann\"@real.example",
        "Precedence: =?utf-8?q?ann=40real.example",
      })
  void headers(String fields) throws Exception {
    String bare = fields + "\n\nx\n";
    assertTrue(bare.contains("real.example") || LeakSearch.finds(bare, "ann@real.example"), fields);
    header(fields + "\n");
  }

  @Test
  void changedParametersKeepTheirForm() throws Exception {
    String out =
        header(
            "Content-Type: text/plain; charset=\"utf-8\"; name=\"=?utf-8?q?=C3=BC_ann=40"
                + "real.example?=\"\nContent-Disposition: inline;"
                + " filename*0*=utf-8''%C3%BC%20ann%40re; filename*1=al.example\n");
    assertTrue(out.contains("charset=\"utf-8\";"), out);
    Entity root = TestMail.message(out).root();
    assertEquals("ü user-1@relay.test", root.parameter("name").orElseThrow());
    assertEquals("ü user-1@relay.test", root.fileName().orElseThrow());
    assertTrue(out.contains("filename*=UTF-8''%C3%BC%20user-1%40relay.test"), out);
  }

  @Test
  void boundariesAreRenamedAlike() throws Exception {
    String message =
        FROM
            + """
            Content-Type: multipart/mixed; boundary="=_mail.real.example"

            preamble ann@real.example
            --=_mail.real.example
            Content-Type: multipart/alternative; boundary="=_mail.real.example-in"

            --=_mail.real.example-in

            one
            --=_mail.real.example-in--
            --=_mail.real.example \s
            Content-Type: image/png

            two
            --=_mail.real.example--
            epilogue ann@real.example
            """;
    String out = sealed(message);
    assertFalse(out.replace("=_mail.real.example-in", "").contains("real.example"), out);
    Entity root = TestMail.message(out).root();
    assertEquals(2, root.children().size());
    assertEquals("multipart/alternative", root.children().get(0).mediaType());
    assertTrue(out.endsWith("--\nepilogue user-1@relay.test\n"), out);
  }

  @Test
  void contentIdsAndTheirLinksChangeAlike() throws Exception {
    String out =
        sealed(
            FROM
                + """
                Content-Type: multipart/related; boundary=b; start="<r@mail.real.example>"

                --b
                Content-Type: text/html
                Content-ID: <r@mail.real.example>

                <img src="cid:a@mail.real.example"><img src='CID:a%40www.real.example'>
                --b
                Content-Type: image/png
                Content-ID: <a@mail.real.example>

                --b
                Content-Type: image/png
                Content-ID: <a@www.real.example>

                --b--
                """);
    assertFalse(out.contains("real.example"), out);
    assertTrue(out.contains("start=\"<r@relay.test>\""), out);
    assertTrue(out.contains("Content-ID: <r@relay.test>\n"), out);
    assertTrue(out.contains("<img src=\"cid:a@relay.test\"><img src='CID:a.2%40relay.test'>"), out);
    assertTrue(out.contains("Content-ID: <a@relay.test>\n"), out);
    assertTrue(out.contains("Content-ID: <a.2@relay.test>\n"), out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?utf-16-be?b?AGEAbgBuAEAAcgBlAGEAbAAuAGUAeABhAG0AcABsAGU=?=",
        "=?x-unknown?b?AGEAbgBuAEAAcgBlAGEAbAAuAGUAeABhAG0AcABsAGU=?=",
        "=?utf-8?q?a=00nn=40real.example?=",
        "=?utf-8?q?ann=EF=BC=A0real.example?=",
      })
  void wordsThatFewReadersUnderstand(String word) throws Exception {
    String out = sealed(FROM + "Subject: " + word + "\nPrecedence: " + word + "\n\nx\n");
    assertTrue(out.contains("\nSubject: user-1@relay.test\n"), out);
    assertFalse(out.contains("Precedence"), out);
  }

  @Test
  void wordsThatSomeReadersPartFromTheirNeighbours() throws Exception {
    String out = sealed(FROM + "Subject: x=?utf-8?q?_ann=40real.example?=y\n\nx\n");
    assertFalse(out.contains("=?"), out);
  }

  @Test
  void contentIdsThatAreNoAddressesToo() throws Exception {
    String out =
        sealed(
            FROM
                + """
                Content-Type: multipart/related; boundary=b; start="<root.real.example>"

                --b
                Content-Type: text/html
                Content-ID: <root.real.example>

                <img src="cid:a.real.example"><img src=CID:a%2Ereal.example> cid:a.real.examples
                --b
                Content-Type: image/png
                Content-ID: a.real.example

                --b--
                """);
    assertFalse(out.replace("real.examples", "").contains("real.example"), out);
    assertTrue(out.contains("start=\"<part@relay.test>\""), out);
    assertTrue(out.contains("Content-ID: <part@relay.test>\n"), out);
    assertTrue(
        out.contains("<img src=\"cid:part.2@relay.test\"><img src=CID:part.2@relay.test>"), out);
    assertTrue(out.contains("Content-ID: part.2@relay.test\n"), out);
  }

  @Test
  void linksThatAreEscapedTwice() throws Exception {
    assertEquals(
        "https://x.example/?u=https%3A%2F%2Fy.example%2F%3Fm%3Duser-1%2540relay.test%26z\n",
        body(
            "text/plain",
            "https://x.example/?u=https%3A%2F%2Fy.example%2F%3Fm%3Dann%2540real.example%26z\n"));
  }

  @Test
  void softBreaksInQuotedText() throws Exception {
    assertEquals(
        ">> x user-1@relay.test y\n",
        body("text/plain; format=flowed; delsp=yes", ">> x ann@re \n>> al.example y\n"));
  }

  @Test
  void whatIsNotSeenWithinAnAddress() throws Exception {
    assertEquals("user-1@relay.test\n", body("text/plain", "a\2nn@real\1.example\n"));
    String full = TestMail.string("ann\uFF20real.example\n".getBytes(StandardCharsets.UTF_8));
    assertEquals("user-1@relay.test\n", body("text/plain; charset=utf-8", full));
  }

  @Test
  void embeddedMessages() throws Exception {
    String inner =
        "Received: from mail.real.example\nFrom: Ann <ann@real.example>\nTo: Bob"
            + " <service-2@relay.test>, c@third.test\nMessage-ID: <1@mail.real.example>\n"
            + "Subject: ann@real.example\nX-Y: ann@real.example\n\nann@real.example\n";
    String want =
        "From: Ann <user-1@relay.test>\nTo: Bob <bob@real.test>\nMessage-ID: "
            + space.id("<1@mail.real.example>")
            + "\nSubject: user-1@relay.test\n\nuser-1@relay.test\n";
    assertEquals(want, body("message/rfc822", inner));
    String base64 = Base64.getMimeEncoder().encodeToString(TestMail.bytes(inner));
    String out =
        body("message/rfc822\nContent-Transfer-Encoding: base64", base64.replace("\r", ""));
    assertEquals(want, TestMail.string(Base64.getMimeDecoder().decode(TestMail.bytes(out))));
  }

  @Test
  void receiptsAndReports() throws Exception {
    assertEquals(
        """
        Final-Recipient: rfc822; user-1@relay.test
        Original-Message-ID: %s
        Disposition: manual-action/MDN-sent-manually; displayed
        """
            .formatted(space.id("<1@x>")),
        body(
            "message/disposition-notification",
            """
            Reporting-UA: mail.real.example; Mailer
            Original-Recipient: rfc822;carl@third.test
            Final-Recipient: rfc822;<ann@real.example>
            Original-Message-ID: <1@x>
            Disposition: manual-action/MDN-sent-manually; displayed
            """));
    assertEquals(
        """
        Reporting-MTA: dns; relay.test

        Final-Recipient: rfc822; user-1@relay.test
        Action: failed
        Status: 5.1.1
        """,
        body(
            "message/delivery-status",
            """
            Reporting-MTA: dns; mail.real.example
            X-Queue: ann@real.example

            Final-Recipient: rfc822; ann@real.example
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mail.real.example
            Diagnostic-Code: smtp; 550 <ann@real.example> unknown
            """));
    assertEquals(
        "Subject: user-1@relay.test\n\n",
        body("text/rfc822-headers", "Received: by real.example\nSubject: ann@real.example\n\n"));
    body(
        "message/external-body; access-type=mail-server; server=\"ann@real.example\"",
        "Content-Type: text/plain\nContent-ID: <1@real.example>\n\nann@real.example\n");
  }

  @Test
  void partsOfBrokenMessagesAreText() throws Exception {
    for (String type : List.of("multipart/mixed", "multipart/mixed; boundary=never", "nonsense")) {
      String out = space.translate(FROM + "Content-Type: " + type + "\n\nann@real.example\n");
      assertEquals("user-1@relay.test\n", TestSpace.bodyOf(out), type);
    }
  }

  @Test
  void partHeadersAreUnderTheAllowListToo() throws Exception {
    String out =
        body(
            "multipart/mixed; boundary=b",
            """
            --b
            Content-Type: image/png
            X-Attachment-Path: /home/ann@real.example
            Content-Location: http://mail.real.example/

            png
            --b--
            """);
    assertEquals("--b\nContent-Type: image/png\n\npng\n--b--\n", out);
  }

  @Test
  void calendarsStayValid() throws Exception {
    String out =
        body(
            "text/calendar; method=REQUEST",
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1@mail.real.example\r\nORGANIZER;CN=\"Ann\";"
                + "EMAIL=ann@real.example:MAILTO:ann@real.exa\r\n mple\r\n"
                + "ATTENDEE;RSVP=TRUE:mailto:service-2@relay.test\r\n"
                + "X-OWNER:ann%40real.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    assertTrue(out.contains("\r\nATTENDEE;RSVP=TRUE:mailto:bob@real.test\r\n"), out);
    assertTrue(out.lines().allMatch(line -> line.length() <= 75), out);
    String unfolded = out.replace("\r\n ", "");
    assertTrue(
        unfolded.contains("EMAIL=user-1@relay.test:MAILTO:user-1@relay.test\r\nATTENDEE"), out);
    assertTrue(unfolded.contains("UID:" + space.id("1@mail.real.example") + "\r\n"), out);
  }

  /** Invitations have their text on one line; cards their notes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\nann@real.example",
        "\\Nann@real.example\\, or",
        "call\\\r\n nann@real.ex\r\n ample",
        " ann\\@real.example",
        "<a href=x>\\nann&#64;real.example</a>"
      })
  void escapedLineEndsBoundAnAddress(String text) throws Exception {
    for (String field : List.of("DESCRIPTION:", "NOTE:")) {
      String type = field.equals("NOTE:") ? "text/vcard" : "text/calendar";
      String out = body(type, field + "Hello" + text + "\r\nX-END:1\r\n").replace("\r\n ", "");
      assertTrue(out.contains("user-1@relay.test"), out);
      assertFalse(out.contains("real.ex"), out);
      assertEquals(text.replace("\r\n ", "").contains("\\n"), out.contains("\\n"), out);
    }
  }

  /** An invitation goes to Bob, and his answer comes back to Ann with the UID that she gave. */
  @Test
  void answersToInvitationsFindBack() throws Exception {
    String type = "text/calendar; method=REQUEST; charset=utf-8";
    String uid = "UID:040000008200E00074C5B7101A82E008-2026112@calendar.real.example\r\n";
    String event = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n%s%s%sEND:VEVENT\r\nEND:VCALENDAR\r\n";
    String sent =
        event.formatted(
            uid,
            "ORGANIZER;CN=Ann:mailto:ann@real.example\r\n",
            "ATTENDEE;RSVP=TRUE:mailto:service-2@relay.test\r\n");
    String seen = body(type, sent);
    String mapped = seen.substring(seen.indexOf("UID:"), seen.indexOf("ORGANIZER"));
    String answer =
        event.formatted(
            mapped,
            "ORGANIZER;CN=Ann:mailto:user-1@relay.test\r\n",
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@real.test\r\n");
    String back =
        TestSpace.bodyOf(
            TestSpace.toUser()
                .translate("From: bob@real.test\nContent-Type: text/calendar\n\n" + answer));
    assertEquals(sent.replace("RSVP=TRUE", "PARTSTAT=ACCEPTED"), back.replace("\r\n ", ""), seen);
  }

  @Test
  void textBelowTheEndOfBase64DoesNotGoOut() throws Exception {
    String out =
        body(
            "text/plain\nContent-Transfer-Encoding: base64",
            "aGVsbG8=\n\nlist footer by ann@real.example\n");
    assertFalse(out.contains("footer"), out);
    assertEquals("aGVsbG8=", out.strip());
  }

  @Test
  void winmailIsNoted() throws Exception {
    String message = FROM + "Content-Type: application/ms-tnef\n\nx\n";
    assertTrue(space.outbound(message, TranslationOptions.of("r.test")).notLookedInto());
    assertFalse(space.outbound(FROM + "\nx\n", TranslationOptions.of("r.test")).notLookedInto());
  }
}
