package org.emailflow.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.mail.AutomaticMail.Kind;
import org.emailflow.mail.Limits;
import org.emailflow.mail.Message;
import org.emailflow.mail.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Reports in free text, a small one of our own for each family of mail systems. */
class BounceFamiliesTest {
  private static final Path FOLDER = Path.of("src/test/resources/bounces");

  /** Each begins with what it means; below the copy's header stands what must not be believed. */
  static Stream<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void isKnownAndUnderstood(Path file) throws Exception {
    Message message = Message.read(Octets.of(Files.readAllBytes(file)), Limits.DEFAULT);
    assertEquals(Kind.BOUNCE, AutomaticMail.classify(message, "").kind());
    BounceMeaning meaning = BounceMeaning.of(message);
    assertEquals(
        message.header().first("X-Means").orElseThrow().text(),
        meaning.failure()
            ? meaning.status() + " " + meaning.hard() + " " + meaning.reason()
            : "delayed");
  }

  /** The words alone, from a person: a question about a bounce, or one that is passed on. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void aPersonMayQuoteIt(Path file) throws Exception {
    String bounce = Files.readString(file);
    String subject = bounce.lines().filter(l -> l.startsWith("Subject:")).findFirst().orElseThrow();
    String theirs = "From: Ann <ann@real.example>\n" + subject.replace(": ", ": Fwd: ") + "\n\n";
    Message message =
        Message.read(
            Octets.of((theirs + "See what I got:\n\n" + bounce).getBytes(UTF_8)), Limits.DEFAULT);
    assertEquals(Kind.PERSONAL, AutomaticMail.classify(message, "ann@real.example").kind());
  }

  @ParameterizedTest
  @CsvSource({
    "no-reply@parcels.example, Your parcel, Your parcel could not be delivered today.",
    "no-reply@trains.example, Delay, Your train has been delayed by 20 minutes.",
    "postmaster@real.example, Question, Can you tell me whether the flat is free?",
    "admin@real.example, House rules, The mailbox is full of letters for you. Access denied!",
    "info-request@real.example, Room 550, Is room 550 free? Unknown user of the flat here.",
  })
  void aMailSystemsAddressIsNotEnough(String from, String subject, String text) throws Exception {
    String mail = "From: " + from + "\nSubject: " + subject + "\n\n" + text + "\n";
    Message message = Message.read(Octets.of(mail.getBytes(UTF_8)), Limits.DEFAULT);
    assertEquals(Kind.PERSONAL, AutomaticMail.classify(message, from).kind());
  }

  @Test
  void anAbsenceNoteFromTheNullSenderIsNone() throws Exception {
    String mail =
        "From: bob@real.test\nSubject: Away\n\nI am away until 5.1.2027; my mailbox is full.\n";
    Message message = Message.read(Octets.of(mail.getBytes(UTF_8)), Limits.DEFAULT);
    assertEquals(Kind.AUTO_REPLY, AutomaticMail.classify(message, "").kind());
  }

  @Test
  void ofSeveralRecipientsTheOneThatWasNotReachedCounts() throws Exception {
    String mail =
        """
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.real.test

        Final-Recipient: rfc822; carla@real.test
        Action: delivered
        Status: 2.0.0

        Final-Recipient: rfc822; bob@real.test
        Action: failed
        Status: 5.0.0
        Diagnostic-Code: smtp; 550 5.2.1 mailbox disabled

        --b--
        """;
    Message message = Message.read(Octets.of(mail.getBytes(UTF_8)), Limits.DEFAULT);
    BounceMeaning meaning = BounceMeaning.of(message);
    assertEquals(new BounceMeaning("5.2.1", false, "suspend", true), meaning);
  }
}
