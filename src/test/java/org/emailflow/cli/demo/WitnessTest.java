package org.emailflow.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessTest {
  private static final String SECRET = "ann@post.example";

  private static List<String> found(String message) {
    return Witness.found(message.getBytes(ISO_8859_1), List.of(SECRET));
  }

  private static String mail(String type, String encoding, String body) {
    return "Content-Type: " + type + "\nContent-Transfer-Encoding: " + encoding + "\n\n" + body;
  }

  private static String base64(byte[] bytes) {
    return Base64.getMimeEncoder().encodeToString(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Who: ANN@Post.Example\n\nHello\n",
        "Subject: =?utf-8?B?YW5uQHBvc3QuZXhhbXBsZQ==?=\n\nHello\n",
        "Subject: ann@\n post.example\n\nHello\n",
        "Subject: Hello\n\n<ann@post.example>\n",
        "Subject: Hello\n\nmailto:ann%40post.example\n",
        "Content-Type: text/html\n\nann&#64;post.example\n",
        "Content-Type: text/html\n\n<b>ann</b>@<wbr>post.example\n",
        "Content-Type: text/plain; format=flowed\n\nann@ \npost.example\n",
      })
  void seesAnAddressInPlainSight(String message) {
    assertEquals(List.of(SECRET), found(message));
  }

  @Test
  void looksBehindTransferEncodingsAndCharsets() {
    byte[] utf8 = ("Écrivez à " + SECRET).getBytes(UTF_8);
    assertEquals(List.of(SECRET), found(mail("text/plain; charset=utf-8", "base64", base64(utf8))));
    byte[] utf16 = SECRET.getBytes(UTF_16BE);
    assertEquals(
        List.of(SECRET), found(mail("text/plain; charset=utf-16be", "base64", base64(utf16))));
    assertEquals(
        List.of(SECRET), found(mail("text/plain", "quoted-printable", "ann=40post.=\nexample")));
  }

  @Test
  void looksIntoPartsAndEmbeddedMessages() {
    String inner = mail("text/calendar", "base64", base64(("X:" + SECRET).getBytes(UTF_8)));
    String part = "--b\nContent-Type: message/rfc822\n\n" + inner + "\n--b--\n";
    assertEquals(List.of(SECRET), found("Content-Type: multipart/mixed; boundary=b\n\n" + part));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "joann@post.example",
        "x-ann@post.example",
        "ann@post.example.org",
        "ann@post.examples"
      })
  void countsWholeAddressesOnly(String other) {
    assertEquals(List.of(), found("Subject: Hello\n\n" + other + "\n"));
  }

  @Test
  void aHostCountsWithAnyNameInIt() {
    byte[] message = "Received: from mx1.post.example\n\nHello\n".getBytes(UTF_8);
    assertEquals(List.of("post.example"), Witness.found(message, List.of("post.example")));
    byte[] other = "Received: from outpost.example\n\nHello\n".getBytes(UTF_8);
    assertEquals(List.of(), Witness.found(other, List.of("post.example")));
  }

  @Test
  void whatOnlyAnAttachmentHoldsIsKeptApart() {
    byte[] message =
        ("Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                + mail("application/octet-stream", "7bit", SECRET)
                + "\n--b--\n")
            .getBytes(UTF_8);
    assertEquals(List.of(SECRET), Witness.found(message, List.of(SECRET)));
    assertEquals(List.of(), Witness.readable(message, List.of(SECRET)));
  }
}
