package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links to parts and messages that are not there (RFC 2392) name the sender's mail host too. */
class StrayLinksTest {

  private static final String FROM = "From: ann@real.example\n";

  private final TestSpace space = TestSpace.toService();

  private String body(String type, String body) throws Exception {
    return TestSpace.bodyOf(space.translate(FROM + "Content-Type: " + type + "\n\n" + body));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "<img src=\"cid:a@mail.real.example\">, <img src=\"cid:a@relay.test\">",
        "<img src=cid:a%40mail.real.example>, <img src=cid:a%40relay.test>",
        "<img src='CID:a&#64;real.example'>, <img src='CID:a@relay.test'>",
        "<div style='background: url(cid:a$b@real.example)'>,"
            + " <div style='background: url(cid:a$b@relay.test)'>",
        "<img src=cid:{A-B}@real.example>, <img src=cid:{A-B}@relay.test>",
        "[cid:a.b@mail.real.example], [cid:a.b@relay.test]",
        "cid:a.real.example., cid:part@relay.test.",
        "cid:real.example@x.real.example, cid:part@relay.test",
        "cid:a@real.example cid:a@real.example, cid:a@relay.test cid:a@relay.test",
      })
  void linksToPartsKeepNoHost(String text, String expected) throws Exception {
    assertEquals(expected, body("text/html", text));
    assertEquals(expected, body("text/plain", text));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "<img src=cid:a@other.example>",
        "<img src=cid:a@unreal.example>",
        "acid:a@mail.real.example",
        "at http://mail.real.example/cid: it is",
        "the pyramid:x@mail.real.example",
        "cid:a mail.real.example",
      })
  void whatIsNoSuchLinkStays(String text) throws Exception {
    assertEquals(text, body("text/html", text));
    assertEquals(text, body("text/plain", text));
  }

  @Test
  void linksToMessagesGoTheWayOfTheirIds() throws Exception {
    String id = space.id("<1.a=b@mail.real.example>").replaceAll("[<>]", "");
    String quote = "<blockquote type=\"cite\" cite=\"mid:%s\">x</blockquote>\n";
    assertEquals(
        quote.formatted(id), body("text/html", quote.formatted("1.a=b@mail.real.example")));
    assertEquals(
        quote.formatted(id.replace("@", "%40")),
        body("text/html", quote.formatted("1.a%3Db%40mail.real.example")));
    assertEquals(
        quote.formatted(id + "/p@relay.test"),
        body("text/html", quote.formatted("1.a=b@mail.real.example/p@real.example")));
    String others = quote.formatted("1@mail.other.example");
    assertEquals(others, body("text/html", others));
  }

  /** The link names another's host, but it leads to a message of the thread, which is mapped. */
  @Test
  void linksToMessagesOfTheThread() throws Exception {
    String header =
        FROM
            + "Message-ID: <3@third.example>\nIn-Reply-To: <2@other.example>\n"
            + "References: <1@other.example> <2@other.example>\nContent-Type: text/html\n\n";
    for (String original : List.of("1@other.example", "2@other.example", "3@third.example")) {
      String id = space.id("<" + original + ">").replaceAll("[<>]", "");
      for (String link : List.of("<a href=\"mid:%s\">", "<a href=mid:%s/p@other.example>")) {
        assertEquals(
            link.formatted(id),
            TestSpace.bodyOf(space.translate(header + link.formatted(original))));
      }
      assertEquals(
          "mid:" + id.replace("@", "%40"),
          TestSpace.bodyOf(space.translate(header + "mid:" + original.replace("@", "%40"))));
    }
    for (String other : List.of("mid:4@other.example", "cid:1@other.example")) {
      assertEquals(other, TestSpace.bodyOf(space.translate(header + other)));
    }
  }

  @Test
  void linksInEncodedBodies() throws Exception {
    String type = "text/html\nContent-Transfer-Encoding: ";
    String text = "<img src=\"cid:a@mail.real.example\">";
    byte[] base64 = Base64.getEncoder().encode(TestMail.bytes(text));
    String out = body(type + "base64", TestMail.string(base64) + "\n");
    assertEquals(
        text.replace("mail.real.example", "relay.test"),
        TestMail.string(Base64.getDecoder().decode(out.strip())));
    assertEquals(
        "<img src=3D\"cid:a@relay.test\">\n",
        body(type + "quoted-printable", "<img src=3D\"cid:a@mail.re=\nal.example\">\n"));
  }

  /** The part that took the link's new name is another one. */
  @Test
  void noLinkBeginsToLeadSomewhere() throws Exception {
    String out =
        body(
            "multipart/related; boundary=b",
            """
            --b
            Content-Type: text/html

            <img src=cid:a@mail.real.example><img src=cid:a@www.real.example>
            --b
            Content-Type: image/png
            Content-ID: <a@mail.real.example>

            --b--
            """);
    assertTrue(out.contains("<img src=cid:a@relay.test><img src=cid:a.0@relay.test>"), out);
  }

  @Test
  void attachmentsAndTextsOfCalendars() throws Exception {
    String calendar =
        """
        BEGIN:VEVENT
        ATTACH:CID:jsmith.part3.960817T083000@mail.real.exam
         ple
        DESCRIPTION;ALTREP="CID:part3.msg.970415T083000@real.example":Meeting
        END:VEVENT
        """;
    String out = body("text/calendar", calendar.replace("\n", "\r\n"));
    assertFalse(out.replace("\r\n ", "").contains("real.example"), out);
    assertTrue(out.contains("\r\nATTACH:CID:jsmith.part3.960817T083000@relay.test\r\n"), out);
    assertTrue(
        out.replace("\r\n ", "")
            .contains(";ALTREP=\"CID:part3.msg.970415T083000@relay.test\":Meeting\r\n"),
        out);
  }
}
