package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writings of an address that no program should make, and that some reader understands. */
class HostileWritingTest {

  private final TestSpace space = TestSpace.toService();

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Header header(String field) throws Exception {
    String out = space.translate("From: ann@real.example\n" + field + "\n\nx\n");
    return TestMail.message(out).header();
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
}
