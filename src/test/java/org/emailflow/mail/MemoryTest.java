package org.emailflow.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Large messages in a small heap: a JVM of its own with less memory than the message has bytes, or
 * where it is full of small things with three times as much, reads it, asks for its ids, translates
 * it and writes it.
 */
class MemoryTest {

  private static final String HEAP = "-Xmx48m";
  private static final int MEGABYTES = 64;

  /** Of what is smaller, and has as many parts, addresses or ids as there can be. */
  private static final String DENSE_HEAP = "-Xmx32m";

  private static final int DENSE_MEGABYTES = 10;

  /** Of what stands in memory whole, in several readings: 4 bytes for each, and the JVM itself. */
  private static final String SMALL_HEAP = "-Xmx10m";

  private static final String LINE = "x".repeat(45) + " ann@real.example\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"text", "quoted-printable", "base64", "message", "attachment"})
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void largeMessages(String kind) throws Exception {
    translated(kind, HEAP, MEGABYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"parts", "encoded-parts", "messages", "ids", "escapes"})
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void manySmallThings(String kind) throws Exception {
    translated(kind, DENSE_HEAP, DENSE_MEGABYTES);
  }

  /** Headers near their limit, and a message in a message that must stand in memory. */
  @ParameterizedTest
  @ValueSource(strings = {"subjects", "words", "addressees", "references", "enclosed"})
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void whatStandsInMemory(String kind) throws Exception {
    translated(kind, SMALL_HEAP, 1);
  }

  private void translated(String kind, String heap, int megabytes) throws Exception {
    Path file = folder.resolve("large.eml");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      write(kind, out);
    }
    assertTrue(Files.size(file) > megabytes << 20);
    Path log = folder.resolve("log");
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    int exit =
        new ProcessBuilder(
                java,
                heap,
                "-XX:+UseSerialGC",
                "-cp",
                classes,
                MemoryTest.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertEquals(0, exit, () -> text(log));
    assertTrue(Files.size(Path.of(file + ".out")) > (megabytes - 1) << 20);
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void write(String kind, OutputStream out) throws IOException {
    String head = "From: ann@real.example\nMIME-Version: 1.0\nContent-Type: ";
    switch (kind) {
      case "message" -> {
        ascii(out, head + "message/rfc822\nContent-Transfer-Encoding: base64\n\n");
        try (OutputStream inner = Base64.getMimeEncoder().wrap(out)) {
          ascii(inner, "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n");
          lines(inner);
          ascii(inner, "--b--\n");
        }
      }
      case "attachment" -> {
        ascii(out, head + "multipart/mixed; boundary=b\n\n--b\n\nann@real.example\n--b\n");
        ascii(out, "Content-Type: application/pdf\n\n");
        lines(out);
        ascii(out, "--b--\n");
      }
      case "subjects" -> fields(out, "Subject: ann@real.example", " ann@real.example x");
      case "words" -> fields(out, "Subject: x", " =?utf-8?q?ann=40real.example_x?=");
      case "addressees" ->
          fields(out, "To: ann@real.example", ", \"N ann@real.example\" <n@x.example>");
      case "references" ->
          fields(out, "References: <1@x.example>", " <1234567890@mail.real.example>");
      case "enclosed" -> {
        ascii(out, head + "message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n");
        ascii(out, "Subject: x\n\n" + LINE.repeat(32_000));
      }
      case "parts" -> parts(out, head, 9_000, LINE.substring(45).repeat(70));
      case "encoded-parts" -> {
        byte[] lines = LINE.substring(45).repeat(11_000).getBytes(US_ASCII);
        String encoded = Base64.getMimeEncoder().encodeToString(lines);
        parts(out, head, 50, "Content-Transfer-Encoding: base64\n\n" + encoded);
      }
      case "messages" -> {
        String inner = "Content-Type: text/html\n\n" + "ann%2540real.example\n".repeat(80);
        String encoded = Base64.getMimeEncoder().encodeToString(inner.getBytes(US_ASCII));
        String type = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n";
        parts(out, head, 4_800, type + encoded);
      }
      case "ids" -> {
        ascii(out, head + "text/calendar\n\n");
        for (int n = 0; n < 1_000_000; n++) {
          ascii(out, "UID:" + (1_000_000 + n) + "\n");
        }
      }
      case "escapes" -> {
        ascii(out, head + "text/html\n\n");
        for (int n = 0; n < 400_000; n++) {
          ascii(out, "ann%2540real.example<b>&amp;");
        }
      }
      case "base64" -> {
        ascii(out, head + "text/html\nContent-Transfer-Encoding: base64\n\n");
        try (OutputStream inner = Base64.getMimeEncoder().wrap(out)) {
          lines(inner);
        }
      }
      case "quoted-printable" -> {
        ascii(out, head + "text/plain\nContent-Transfer-Encoding: quoted-printable\n\n");
        lines(out);
      }
      default -> {
        ascii(out, head + "text/plain; charset=utf-8\n\n");
        lines(out);
      }
    }
  }

  private static void fields(OutputStream out, String begin, String each) throws IOException {
    for (int n = 0; n < 4; n++) {
      ascii(out, begin + ("\n" + each).repeat((255 << 10) / (each.length() + 1)) + "\n");
    }
    ascii(out, "From: ann@real.example\n\n" + "x\n".repeat(1 << 16));
  }

  private static void parts(OutputStream out, String head, int number, String each)
      throws IOException {
    ascii(out, head + "multipart/mixed; boundary=b\n\n");
    for (int n = 0; n < number; n++) {
      ascii(out, "--b\n" + (each.startsWith("Content") ? "" : "\n") + each + "\n");
    }
    ascii(out, "--b--\n");
  }

  private static void lines(OutputStream out) throws IOException {
    byte[] lines = LINE.repeat(1000).getBytes(US_ASCII);
    for (long n = 0; n < (long) (MEGABYTES + 1) << 20; n += lines.length) {
      out.write(lines);
    }
  }

  private static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(US_ASCII));
  }

  /** What the JVM with the small heap does with the file that it is given. */
  public static void main(String[] args) throws Exception {
    TestSpace space = TestSpace.toService();
    MessageTranslator translator = new MessageTranslator(Limits.DEFAULT);
    try (FileChannel channel = FileChannel.open(Path.of(args[0]));
        OutputStream file = Files.newOutputStream(Path.of(args[0] + ".out"));
        OutputStream out = new BufferedOutputStream(file)) {
      Message message = Message.read(Octets.of(channel), Limits.DEFAULT);
      translator.ids(message, 200);
      translator
          .translate(message, space.header(), space, TranslationOptions.of("relay.test"))
          .writeTo(out);
    }
  }
}
