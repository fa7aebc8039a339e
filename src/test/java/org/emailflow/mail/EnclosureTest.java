package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages and reports that are encoded, against RFC 2046. */
class EnclosureTest {

  private final TestSpace space = TestSpace.toService();

  private static String encoded(String inner, String encoding) {
    String body =
        encoding.equals("base64")
            ? Base64.getMimeEncoder().encodeToString(TestMail.bytes(inner))
            : inner.replace("=", "=3D");
    return "Content-Type: message/rfc822\nContent-Transfer-Encoding: " + encoding + "\n\n" + body;
  }

  @Test
  void largeOnesAreStreamed() throws Exception {
    String text = "x ann@real.example y\n".repeat(40_000);
    String png = "\0\u00ff".repeat(300_000);
    String inner =
        "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
            + text
            + "\n--b\nContent-Type: image/png\n\n"
            + png
            + "\n--b--\n";
    String out = space.translate(encoded(inner, "base64"));
    byte[] body = Base64.getMimeDecoder().decode(TestMail.bytes(TestSpace.bodyOf(out)));
    assertTrue(inner.replace(TestSpace.ANN, TestSpace.USER).equals(TestMail.string(body)));
  }

  @Test
  void messagesWithinMessagesWithin() throws Exception {
    String inner = "Subject: ann@real.example\n\nann@real.example\n";
    for (int i = 0; i < 4; i++) {
      inner = encoded(inner, i == 2 ? "quoted-printable" : "base64");
    }
    String out = space.translate(inner);
    for (String encoding : new String[] {"base64", "quoted-printable", "base64", "base64"}) {
      Octets body = TestMail.octets(TestSpace.bodyOf(out));
      out = TestMail.string(TransferEncoding.decode(body, 0, body.length(), encoding).bytes());
    }
    assertEquals("Subject: user-1@relay.test\n\nuser-1@relay.test\n", out);
  }

  @Test
  void whatMustStandInMemoryIsBounded() {
    String large = encoded("Subject: x\n\n" + "y\n".repeat(1 << 20), "quoted-printable");
    MailException e = assertThrows(MailException.class, () -> space.translate(large));
    assertEquals("enclosure-too-large", e.reason());
    String uu =
        "Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\n"
            + "x\n".repeat(3 << 20);
    MailException text = assertThrows(MailException.class, () -> space.translate(uu));
    assertEquals("text-too-large", text.reason());
  }

  @Test
  void base64CanBeReadFromAnywhere() throws Exception {
    Random random = new Random(5);
    byte[] bytes = new byte[20_000];
    random.nextBytes(bytes);
    String encoded = "xx" + Base64.getMimeEncoder(52, new byte[] {'\n'}).encodeToString(bytes);
    Octets octets =
        new Base64Octets(TestMail.octets(encoded + "\nfooter"), 2, encoded.length() + 7);
    assertEquals(bytes.length, octets.length());
    for (int i = 0; i < 300; i++) {
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length + 1 - from);
      byte[] want = Arrays.copyOfRange(bytes, from, to);
      assertArrayEquals(want, octets.slice(from, to));
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      octets.copyTo(from, to, copy);
      assertArrayEquals(want, copy.toByteArray());
    }
    assertThrows(IndexOutOfBoundsException.class, () -> octets.slice(0, bytes.length + 1));
    assertEquals(0, new Base64Octets(TestMail.octets(""), 0, 0).slice(0, 0).length);
  }

  /** Readers pass over it, but the bytes would go out, though nothing else is to change. */
  @Test
  void whatStandsBesideTheDataOfAMessageGoesNot() throws Exception {
    String message = "Subject: x\n\nhello!\n";
    String inner = encoded(message, "base64");
    assertTrue(inner.endsWith("="));
    assertEquals(TestSpace.bodyOf(inner), TestSpace.bodyOf(space.translate(inner)));
    for (String junk : new String[] {"ann@real.example", "mail from real.example", "from ann"}) {
      String out = space.translate(inner + "\n" + junk + "\n");
      assertEquals(TestSpace.bodyOf(inner), TestSpace.bodyOf(out).strip());
      out = space.translate(inner.replace("Vj", "\u00ff" + junk.replace(' ', '<') + "Vj"));
      assertFalse(out.contains("ann@"), out);
    }
  }

  @Test
  void textAroundAUuencodedMessageIsTranslatedToo() throws Exception {
    String data =
        """
        begin 644 x
        .4W5B:F5C=#H@>`H*:&D*
        `
        end
        """;
    String out =
        space.translate(
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: x-uuencode\n\nby"
                + " ann@real.example\n"
                + data
                + "ann@real.example\n");
    assertEquals("by user-1@relay.test\n" + data + "user-1@relay.test\n", TestSpace.bodyOf(out));
  }

  @Test
  void textAroundUuencodedDataIsTranslatedToo() throws Exception {
    String out =
        space.translate(
            """
            Content-Type: text/plain
            Content-Transfer-Encoding: x-uuencode

            by ann@real.example
            begin 644 ann@real.example
            #86YN
            `
            end
            ann@real.example
            """);
    assertEquals(
        "by user-1@relay.test\nbegin 644 user-1@relay.test\n#86YN\n`\nend\nuser-1@relay.test\n",
        TestSpace.bodyOf(out));
  }
}
