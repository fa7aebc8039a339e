package org.emailflow.mail;

import static org.emailflow.mail.TestMail.bytes;
import static org.emailflow.mail.TestMail.string;
import static org.emailflow.mail.TestMail.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Damaged messages are read without any exception but the named ones, their index stays within
 * bounds, and what is not edited comes out as it went in. {@code EFM_FUZZ} sets the number of
 * rounds for a long run by hand: 400,000 of our own and 100,000 of real mail in a heap of 96 MB
 * found nothing.
 */
class ReaderFuzzTest {
  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("EFM_FUZZ", "3000"));

  private static final Limits SMALL = new Limits(4000, 3000, 60, 8000, 120, 20, 6);

  /** One field may take the whole section, so that what is not linear shows. */
  private static final Limits LONG_FIELDS = new Limits(1 << 20, 1 << 20, 60, 1 << 20, 60, 60, 6);

  private static final Set<String> REASONS =
      Set.of(
          "field-too-large",
          "header-too-large",
          "headers-too-large",
          "too-many-fields",
          "too-many-parts",
          "nested-too-deep");

  private static final List<String> SEEDS =
      List.of(
          """
          Return-Path: <ann@real.example>
          Delivered-To: user-1@relay.example
          From: =?utf-8?q?Ann_=C3=A9?= <ann@real.example>, "b, c" <b@x.test>
          Subject: =?iso-8859-1?b?6Q==?=
           =?utf-8?q?=C3?= =?utf-8?q?=A9?=
          Content-Type: text/plain; charset*0=utf; charset*1=-8; name*=utf-8''%e2%82%ac
          Content-Transfer-Encoding: quoted-printable

          Hi =C3=A9 ann@real.example=
           more
          """,
          """
          From: a@x.example
          Content-Type: multipart/mixed; boundary="b:1"

          pre
          --b:1
          Content-Type: multipart/alternative; boundary=i

          --i

          one
          --i
          Content-Type: text/html; charset=iso-2022-jp

          \033$B$"\033(B ann
          --i--
          epi
          --b:1
          Content-Type: application/pdf; name=x
          Content-Transfer-Encoding: base64

          aGVsbG8gd29ybGQ=
          aGVsbG8=
          --b:1--
          epilogue
          """,
          """
          From ann Sat
          Content-Type: message/rfc822

          Subject: in
          Content-Type: multipart/digest; boundary=d

          --d

          From: x@y.test

          hi
          --d

          no colon
          --d--""",
          """
          Content-Type: text/plain; charset=utf-7
          Content-Transfer-Encoding: x-uuencode

          begin 644 a
          #86YN
          `
          end
          """);

  private static final List<String> PIECES =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\n\n",
          "\0",
          "--",
          "--b:1\n",
          "\n--i",
          ":",
          ";",
          "\"",
          "=?",
          "?=",
          "=",
          "From ",
          " ",
          "\t",
          "Content-Type: multipart/mixed; boundary=b:1\n\n",
          "Content-Type: message/rfc822\n\n",
          "Content-Transfer-Encoding: base64\n",
          "\u00ff",
          "\u001b$B",
          "+",
          "*0*=",
          "''");

  @Test
  void damagedMessages() throws IOException {
    Random random = new Random(23);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] source = bytes(SEEDS.get(random.nextInt(SEEDS.size())));
      for (int i = random.nextInt(6); i >= 0; i--) {
        source = damaged(source, random);
      }
      read += check(source) ? 1 : 0;
    }
    assertTrue(read > ROUNDS / 2, read + " of " + ROUNDS);
  }

  @Test
  void damagedRealMail() throws IOException {
    List<Path> corpus = CorpusReadTest.corpus();
    Random random = new Random(29);
    for (int round = 0; round < ROUNDS / 4; round++) {
      byte[] source = Files.readAllBytes(corpus.get(random.nextInt(corpus.size())));
      if (source.length < 40_000) {
        for (int i = random.nextInt(20); i >= 0; i--) {
          source = damaged(source, random);
        }
        check(source);
      }
    }
  }

  /** Whether the message was read; if not, the reason is one of the named ones. */
  private static boolean check(byte[] source) throws IOException {
    try {
      Message message = Message.read(Octets.of(source), SMALL);
      TreeCheck.check(message);
      assertEquals(string(source), written(new Splices(message.octets())));
      return true;
    } catch (MailException e) {
      assertTrue(REASONS.contains(e.reason()), e.reason());
      return false;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("with " + Arrays.toString(source), e);
    }
  }

  private static byte[] damaged(byte[] source, Random random) {
    int at = random.nextInt(source.length + 1);
    int to = Math.min(source.length, at + random.nextInt(30));
    byte[] piece = bytes(PIECES.get(random.nextInt(PIECES.size())));
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(source, at);
      case 1 -> flipped(source, random);
      case 2 -> bytes(string(source).replace("\n", "\r\n"));
      case 3 -> bytes(string(source).replace("\n", "\r"));
      case 4 -> joined(source, 0, at, new byte[0], to);
      case 5 -> joined(source, 0, to, Arrays.copyOfRange(source, at, to), to);
      default -> joined(source, 0, at, piece, random.nextBoolean() ? at : to);
    };
  }

  private static byte[] flipped(byte[] source, Random random) {
    byte[] out = source.clone();
    for (int i = 0; i < 3 && out.length > 0; i++) {
      out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return out;
  }

  private static byte[] joined(byte[] source, int from, int to, byte[] piece, int rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(source, from, to - from);
    out.writeBytes(piece);
    out.write(source, rest, source.length - rest);
    return out.toByteArray();
  }

  /** The pieces that a reader could look at once too often for each line or part of them. */
  @Test
  void largeMessagesTakeNoQuadraticTime() throws Exception {
    String open = "Content-Type: multipart/mixed; boundary=" + "a".repeat(500) + "\n\n";
    for (String source :
        List.of(
            open + ("--" + "a".repeat(499) + "\n").repeat(8_000),
            open + "-".repeat(4_000_000),
            open + "\r".repeat(4_000_000),
            open + "--".repeat(2_000_000),
            "X: " + "(".repeat(900_000) + "\n\n",
            "X: " + "\"\\".repeat(400_000) + "\n\n",
            "X: " + "<@".repeat(400_000) + "\n\n",
            "X: a" + " ".repeat(900_000) + "b@c\n\n",
            "X: " + "@ ".repeat(400_000) + "b@c\n\n",
            "X: " + "(\\".repeat(400_000) + "\n\n",
            "X: " + "=?a?b?*".repeat(100_000) + "\n\n",
            "Content-Type: x; " + "p*0=".repeat(200_000) + "\n\n",
            "Content-Type: x; " + "(".repeat(900_000) + "\n\n",
            "Content-Type: x; " + "charset*1=a;".repeat(80_000) + "\n\n",
            "X: " + ";a=\"".repeat(200_000) + "\n\n",
            "Content-Transfer-Encoding: quoted-printable\n\n" + "= ".repeat(500_000))) {
      TreeCheck.check(Message.read(TestMail.octets(source), LONG_FIELDS));
    }
  }
}
