package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged messages are translated, or refused by a name, and what comes out is a message: one From,
 * short header lines, and no header field that shows the sender.
 *
 * <p>{@code EFM_FUZZ} sets the number of rounds for a long run by hand, which prints the slowest
 * message; {@code EFM_FUZZ_SEED} another beginning. A run in a heap of 96 MB found one mistake
 * after 102,012 messages (see {@link FidelityTest}, fields of an embedded message without a
 * header); the next, with that mended, 100,000 messages of our own and 100,000 real ones, found
 * none, and no message took more than 0.3 s of CPU time. A run of 20 minutes after addresses were
 * found in more writings, with 51,000 of each kind, found none either.
 */
class TranslationFuzzTest {

  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("EFM_FUZZ", "1500"));
  private static final long SEED =
      Long.parseLong(System.getenv().getOrDefault("EFM_FUZZ_SEED", "31"));

  private static final Set<String> REASONS =
      Set.of(
          "field-too-large",
          "header-too-large",
          "headers-too-large",
          "too-many-fields",
          "too-many-parts",
          "nested-too-deep",
          "signed-opaque",
          "enclosure-too-large",
          "text-too-large");

  private static final List<String> PIECES =
      List.of(
          "ann@real.example",
          "Content-Type: multipart/signed; boundary=b\n\n--b\n",
          "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n",
          "Content-Type: message/delivery-status\n\n",
          "Content-Type: text/calendar; charset=utf-16\n\n",
          "Content-Type: text/html; charset=utf-7\n",
          "Content-Transfer-Encoding: quoted-printable\n",
          "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n",
          "-----BEGIN PGP MESSAGE-----\n",
          "x".repeat(1200),
          "=?utf-8?q?ann=40real.example?=",
          "=?utf-7?b?",
          "*0*=utf-8''%",
          "\033$B",
          "+AEA-",
          "&#x",
          "%2540",
          "<!--",
          "<a href=\"",
          "(",
          "\"",
          "\n\n",
          "\n ",
          "\r",
          "\0",
          "=\n",
          "UID:",
          "cid:1@mail.real.example",
          "\\u0040",
          "_ann@real.example_",
          "ann=real.example@",
          "u\u0308",
          ";");

  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private final Random random = new Random(SEED);
  private long slowest;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void damagedMessages() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String whole = new GeneratedMail(SEED + round, TestSpace.ANN, false).message();
      check(damaged(whole, 12), "round " + round);
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void damagedRealMail() throws Exception {
    List<String> small = new ArrayList<>();
    for (Path file : CorpusReadTest.corpus()) {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length < 60_000) {
        small.add(TestMail.string(bytes));
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      check(damaged(small.get(random.nextInt(small.size())), 30), "round " + round);
    }
  }

  /** What was once looked for anew for each sign of it; the time is a guard, far off. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void hostileMessagesTakeNoQuadraticTime() throws Exception {
    for (String message :
        List.of(
            "From: x@y\nReferences: " + "<".repeat(1_000_000) + "\n\nx\n",
            "From: x@y\nSubject: " + "=?a?b?*".repeat(140_000) + "\n\nx\n",
            "From: x@y\nContent-Type: x/y" + numbered(";\n p%d*=utf-8''%%40", 50_000) + "\n\nx\n",
            "From: x@y\nReferences:" + numbered("\n <%d@real.example>", 40_000) + "\n\nx\n",
            "Content-Type: text/calendar\n\n" + "ann@real.example ".repeat(60_000),
            "Content-Type: text/html\n\n" + "cid:".repeat(250_000),
            "Content-Type: text/html\n\n" + "mid:a@real.example/".repeat(50_000),
            "Content-ID: " + "cid:a@real.example ".repeat(50_000) + "\n\nx\n",
            "Content-Type: multipart/mixed; boundary=b\n\n"
                + sameEnds(450)
                + "--b\nContent-Type: text/html\n\n"
                + "cid:a@x.real.example ".repeat(40_000),
            "\n" + "_ann@real.example ".repeat(60_000),
            "Content-Type: text/calendar\n\n" + numbered("UID:%d@real.example\n", 40_000),
            "Content-Type: multipart/mixed; boundary=b\n\n"
                + numbered("--b\nContent-ID: <real.example.%d@real.example>\n\nx\n", 9_000))) {
      check(message, message.substring(0, 60));
    }
  }

  private static String sameEnds(int count) {
    StringBuilder out = new StringBuilder();
    for (int n = 0; n < count; n++) {
      out.append("--b\nContent-ID: <a").append(".0".repeat(n)).append("@real.example>\n\n");
    }
    return out.toString();
  }

  private static String numbered(String format, int count) {
    StringBuilder out = new StringBuilder();
    for (int n = 0; n < count; n++) {
      out.append(format.formatted(n));
    }
    return out.toString();
  }

  private String damaged(String message, int most) {
    StringBuilder broken = new StringBuilder(message);
    for (int n = random.nextInt(most); n >= 0; n--) {
      int at = random.nextInt(broken.length() + 1);
      int to = Math.min(broken.length(), at + random.nextInt(40));
      switch (random.nextInt(5)) {
        case 0 -> broken.delete(at, to);
        case 1 -> broken.insert(at, broken.substring(at, to));
        case 2 -> broken.insert(at, (char) random.nextInt(256));
        default -> broken.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return broken.toString();
  }

  private void check(String message, String round) throws Exception {
    long start = CLOCK.getCurrentThreadCpuTime();
    try {
      new MessageTranslator(Limits.DEFAULT).ids(TestMail.message(message), 200);
      String out = TestSpace.toService().translate(message);
      time(start, round);
      checkOut(out);
    } catch (MailException e) {
      assertTrue(REASONS.contains(e.reason()), e.reason());
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(round + " with " + message, e);
    }
  }

  private static void checkOut(String out) throws MailException, IOException {
    Message read = TestMail.message(out);
    TreeCheck.check(read);
    assertEquals(1, read.header().count("From"));
    assertEquals(1, read.header().count("Date"));
    assertEquals(1, read.header().count("Message-ID"));
    String header = out.substring(0, (int) read.root().bodyStart());
    assertTrue(header.lines().allMatch(line -> line.length() <= LongLines.LONGEST), header);
    for (Field field : read.header().fields()) {
      for (String reading : FieldReadings.of(field)) {
        assertTrue(!holds(reading), header);
      }
    }
  }

  private static boolean holds(String text) {
    return new AddressFinder(TestSpace.toService().rules().subList(0, 1)).in(text);
  }

  /** Never asserted: a machine may be busy. */
  private void time(long start, String round) {
    long took = CLOCK.getCurrentThreadCpuTime() - start;
    if (took > slowest && System.getenv("EFM_FUZZ") != null) {
      slowest = took;
      System.out.println(round + ": " + Duration.ofNanos(took).toMillis() + " ms");
    }
  }
}
