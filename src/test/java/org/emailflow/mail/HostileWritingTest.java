package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writings of an address that no program should make, and that some reader understands. */
class HostileWritingTest {

  private final TestSpace space = TestSpace.toService();

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private String body(String type, String body) throws Exception {
    return TestSpace.bodyOf(
        space.translate("From: ann@real.example\nContent-Type: " + type + "\n\n" + body));
  }

  private Header header(String field) throws Exception {
    String out = space.translate("From: ann@real.example\n" + field + "\n\nx\n");
    return TestMail.message(out).header();
  }

  private static TestSpace of(String sender) {
    TestSpace ann = TestSpace.toService();
    return new TestSpace(
        new AddressRule(sender, TestSpace.USER, true), ann.recipient(), ann.back());
  }

  @ParameterizedTest
  @CsvSource({
    "\"ann\"@real.example, ann@real.example",
    "\"ann\"@real.example, ann+tag@real.example",
    "\"ann\"@real.example, \"ann\"@real.example",
    "ann@почта.рф, ann@почта.xn--p1ai",
    "ann@почта.рф, ann@xn--80a1acny.рф",
    "ann@xn--80a1acny.xn--p1ai, ann@почта.xn--p1ai",
    "ann@a.b.xn--bcher-kva.example, ann@a.b.bücher.example",
  })
  void otherSpellingsOfTheSender(String sender, String written) throws Exception {
    String text = TestMail.string(("x " + written + " y\n").getBytes(StandardCharsets.UTF_8));
    String message = "From: x@y.test\nContent-Type: text/plain; charset=utf-8\n\n" + text;
    assertEquals("x user-1@relay.test y\n", TestSpace.bodyOf(of(sender).translate(message)));
  }

  /** Readers stop at the first padding, or go on behind it: these go on to nothing. */
  @Test
  void base64InSeveralRuns() throws Exception {
    String head = "From: ann@real.example\nContent-Transfer-Encoding: base64\n\n";
    String first = base64("hello!\n\n") + "\n";
    assertTrue(first.contains("="));
    for (int between : new int[] {0, 1, 50, 120}) {
      String runs = first + (base64("x") + "\n").repeat(between);
      String out = TestSpace.bodyOf(space.translate(head + runs + base64("ann@real.example")));
      assertEquals(first.strip(), out.strip());
    }
    String harmless = first + base64("carl@x.example\n") + "\nfooter\n";
    assertEquals(harmless, TestSpace.bodyOf(space.translate(head + harmless)));
    String changed =
        TestSpace.bodyOf(space.translate(head + base64("ann@real.example\n") + "\n" + first));
    assertEquals(base64("user-1@relay.test\n"), changed.strip());
  }

  /** As by a program that cuts long lines wherever they are too long. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@real.\nexample",
        "an\nn@real.example",
        "ann\n@real.example",
        "ann@\r\nreal.example",
        "ann%40re\nal.example",
        "a\nnn@real.exampl\ne",
        "ann&#64;real.e\nxample"
      })
  void cutByALineEnd(String written) throws Exception {
    String link = "<a href=\"mailto:%s\">x</a>\n";
    String alias = written.contains("%") ? "user-1%40relay.test" : "user-1@relay.test";
    assertEquals(link.formatted(alias), body("text/html", link.formatted(written)));
    assertEquals("at " + alias + " y\n", body("text/plain", "at " + written + " y\n"));
  }

  @Test
  void linesThatStandOneBelowTheOtherStay() throws Exception {
    String text = "Carl\nx@real.example\nbel\n@home\ncarl@y.example\nand\n";
    assertEquals(text, body("text/plain", text));
    assertEquals("\r\n@x\r\n", body("text/plain", "\r\n@x\r\n"));
    String list = "Carl\nann@real.example\nBob\n";
    assertEquals("Carl\nuser-1@relay.test\nBob\n", body("text/plain", list));
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo/bar", "it's", "x*y", "{a-b}", "a=b", "~^|`"})
  void tagsWithAnySign(String tag) throws Exception {
    assertEquals(
        "to user-1@relay.test.\n", body("text/plain", "to ann+" + tag + "@real.example.\n"));
    String link = "https://x.test/?name=ann+b&to=carl@real.example\n";
    assertEquals(link, body("text/plain", link));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filename*=utf-8''x.png; filename*0=\"ann@re\"; filename*1=\"al.example\"",
        "filename*0=\"\"; filename*0=\"ann@re\"; filename*1=\"al.example\"",
        "filename*0=x; filename*0*=ann%40re; filename*1=\"al.example\"",
        "x=ann@real.example; y*=utf-8''a; y*0=\"ann@\"; y*1=\"real.example\"",
      })
  void piecesOfAValueThatArePassedOver(String parameters) throws Exception {
    assertEquals(
        "attachment",
        header("Content-Disposition: attachment; " + parameters)
            .first("Content-Disposition")
            .orElseThrow()
            .body());
  }

  @Test
  void piecesThatSayTheSameStay() throws Exception {
    String both = "attachment; filename=\"a.png\"; filename*0*=utf-8''%C3%A4; filename*1=.png";
    Field field = header("Content-Disposition: " + both).first("Content-Disposition").orElseThrow();
    assertEquals(both, field.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?utf-8?b?YW5u*QHJlYWwuZXhhbXBsZQ==?=",
        "=?utf-8?b?QU5O!QHJl.YWwuZXhhbXBsZQ==?=",
        "=?utf7?q?ann+AEA-real.example?=",
      })
  void wordsThatSomeReadersUnderstand(String word) throws Exception {
    assertEquals(
        "user-1@relay.test", header("Subject: " + word).first("Subject").orElseThrow().text());
    assertFalse(header("Importance: " + word).first("Importance").isPresent());
  }

  @Test
  void wordsWithinWords() throws Exception {
    String word = "=?utf-8?b?" + base64("=?utf-8?b?" + base64("ANN@real.example") + "?=") + "?=";
    assertEquals(
        "user-1@relay.test", header("Subject: " + word).first("Subject").orElseThrow().text());
  }

  @Test
  void longWords() throws Exception {
    String text = "word ".repeat(1000);
    String subject = "=?utf-8?b?" + base64(text + "ANN@Real.example") + "?=";
    Field field =
        header("Subject: " + subject.replaceAll(".{70}", "$0\n ")).first("Subject").orElseThrow();
    assertEquals((text + "user-1@relay.test").replace(" ", ""), field.text().replace(" ", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann&lrm;@real.example",
        "ann@real.&rlm;example",
        "an&ic;n@r&it;eal.e&af;xample",
        "ann=40real.example",
        "ann@re=\nal.example",
        "=61nn=40re=\r\nal=2Eexample",
        "a\0nn@real.example",
        "ann\0@real\0.example",
        "ann\u007f@real.example",
        "ann\u000e@real.example",
        "ann\u001b@real.example",
      })
  void whatIsNotSeen(String written) throws Exception {
    assertEquals("<p>user-1@relay.test</p>\n", body("text/html", "<p>" + written + "</p>\n"));
    assertEquals("x user-1@relay.test y\n", body("text/plain", "x " + written + " y\n"));
  }

  @Test
  void quotedPrintableOfOthersStays() throws Exception {
    String text = "a=\nb joann=40real.example ann=40real.examples <td width=40>ann=4\n";
    assertEquals(text, body("text/plain", text));
    assertEquals(text, body("text/html", text));
  }

  @Test
  void stuffedLinesAfterASoftBreak() throws Exception {
    assertEquals(
        "a user-1@relay.test b\n",
        body("text/plain; format=flowed; delsp=yes", "a ann@re \n al.example b\n"));
  }

  @Test
  void foldsOfABareCarriageReturn() throws Exception {
    String out = body("text/calendar", "BEGIN:VEVENT\rATTENDEE:mailto:ann@re\r al.example\rX:1\r");
    assertEquals("BEGIN:VEVENT\rATTENDEE:mailto:user-1@relay.test\rX:1\r", out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://y.test/?email=%s&x=1",
        "u=7&m=%s",
        "%s",
      })
  void escapedWithinBase64(String value) throws Exception {
    String text = "https://x.test/?d=" + base64(value.formatted("ann%40real.example")) + "&z\n";
    String want = "https://x.test/?d=" + base64(value.formatted("user-1%40relay.test"));
    String out = body("text/plain", text);
    assertEquals(want.replaceFirst("=*$", ""), out.replaceFirst("=*&z\n$", ""));
    assertTrue(out.endsWith("&z\n"), out);
  }
}
