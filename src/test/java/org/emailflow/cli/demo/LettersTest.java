package org.emailflow.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The letters are mail as it should be: what the relay does with broken mail is tested elsewhere.
 */
class LettersTest {
  private static final String ALIAS = "service-0123456789abcdef@relay.example";
  private static final Path FOLDER = Path.of("src/main/resources/org/emailflow/cli/demo");

  static List<String> letters() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString().replace(".eml", "")).sorted().toList();
    }
  }

  private static byte[] filled(String file) {
    return Letter.of(file, Person.ANN, ALIAS, Instant.parse("2026-05-06T07:08:09Z"))
        .with("in-reply-to", "<first@relay.example>")
        .with("references", "<zero@relay.example> <first@relay.example>")
        .with("number", "1")
        .bytes();
  }

  @Test
  void thereIsOneForEachScene() throws IOException {
    assertEquals(12, letters().size());
  }

  @ParameterizedTest
  @MethodSource("letters")
  void isValidMail(String file) throws Exception {
    MimeMessage mail = Places.parse(filled(file));
    assertEquals(1, InternetAddress.parse(mail.getHeader("From", null), true).length);
    assertEquals(1, InternetAddress.parse(mail.getHeader("To", null), true).length);
    assertNotNull(mail.getSentDate());
    assertTrue(mail.getMessageID().matches("<[^<>@\\s]+@[^<>@\\s]+>"), mail.getMessageID());
    assertFalse(MailReader.read(filled(file)).text().isEmpty(), "it can be read");
  }

  @ParameterizedTest
  @MethodSource("letters")
  void hasNoPlaceholderLeftAndNoLongLine(String file) {
    String text = new String(filled(file), ISO_8859_1);
    assertFalse(text.matches("(?s).*\\{[a-z-]+\\}.*"), "every placeholder is filled");
    assertTrue(text.endsWith("\n"));
    boolean quotedPrintable = text.contains("quoted-printable");
    String body = text.substring(text.indexOf("\n\n"));
    text.lines().forEach(line -> assertTrue(line.length() <= 200, line));
    body.lines().forEach(line -> assertTrue(!quotedPrintable || line.length() <= 76, line));
  }

  @ParameterizedTest
  @MethodSource("letters")
  void hasAHeaderInAscii(String file) {
    byte[] bytes = filled(file);
    int end = new String(bytes, ISO_8859_1).indexOf("\n\n");
    for (int i = 0; i < end; i++) {
      assertTrue(bytes[i] > 0, "byte " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("letters")
  void givesItsWriterAway(String file) {
    String from = MailReader.read(filled(file)).fromAddress();
    Person writer = Person.of(from);
    assertEquals(
        writer.secrets(), Witness.found(filled(file), writer.secrets()), "else nothing is shown");
  }
}
