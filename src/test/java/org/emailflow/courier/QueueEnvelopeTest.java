package org.emailflow.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The X-Efm lines: what is understood, and that nothing else is passed over. */
class QueueEnvelopeTest {

  private static QueueEnvelope parse(String... lines) throws QueueFileException {
    return QueueEnvelope.parse(List.of(lines));
  }

  @Test
  void readsAllThatThereIs() throws QueueFileException {
    assertEquals(
        new QueueEnvelope(
            "bounce-t@relay.example",
            List.of(
                new Recipient("a@x.example", Optional.of("NEVER"), Optional.empty()),
                new Recipient(
                    "\"odd> \\\" name\"@x.example",
                    Optional.of("SUCCESS,FAILURE,DELAY"),
                    Optional.of("rfc822;u>;orcpt=x@y.example"))),
            Optional.of("t"),
            Optional.of("FULL"),
            true),
        parse(
            "X-Efm-Sender: <bounce-t@relay.example>",
            "x-efm-recipient: <a@x.example>;notify=never",
            "X-Efm-Recipient: <\"odd> \\\" name\"@x.example>;notify=success,failure,delay"
                + ";orcpt=rfc822;u>;orcpt=x@y.example",
            "X-Efm-Envid: t",
            "X-Efm-Ret: full",
            "X-Efm-Smtputf8: yes"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Efm-Recipient: <>",
        "X-Efm-Recipient: a@x.example",
        "X-Efm-Recipient: <a@x.example",
        "X-Efm-Recipient: <a@x.example> NOTIFY=NEVER",
        "X-Efm-Recipient: <a@x.example>;notify=sometimes",
        "X-Efm-Recipient: <a@x.example>;notify=never,failure",
        "X-Efm-Recipient: <a@x.example>;orcpt=nothing",
        "X-Efm-Recipient: <a@x.example>;colour=red",
        "X-Efm-Recipient: <a@x.example> SIZE=1>",
        "X-Efm-Recipient: <a b@x.example>",
        "X-Efm-Recipient: <a\rRSET@x.example>",
        "X-Efm-Recipient: <\"a\\\rRSET\"@x.example>",
        "X-Efm-Sender: <b@x.example>;notify=never",
        "X-Efm-Envid: two words",
        "X-Efm-Ret: some",
        "X-Efm-Smtputf8: no",
        "X-Efm-Priority: 1",
        "Subject: x",
        ""
      })
  void whatItDoesNotKnowIsRefused(String line) {
    assertThrows(
        QueueFileException.class,
        () ->
            parse(
                line.startsWith("X-Efm-Sender") ? "X-Efm-Envid: x" : "X-Efm-Sender: <>",
                "X-Efm-Recipient: <ok@x.example>",
                line));
  }

  @Test
  void senderAndRecipientMustBeThereAndTheSenderOnce() {
    assertThrows(QueueFileException.class, () -> parse("X-Efm-Sender: <>"));
    assertThrows(QueueFileException.class, () -> parse("X-Efm-Recipient: <a@x.example>"));
    assertThrows(
        QueueFileException.class,
        () -> parse("X-Efm-Sender: <>", "X-Efm-Sender: <>", "X-Efm-Recipient: <a@x.example>"));
  }

  @Test
  void noLineMakesASecondCommand() {
    int refused = 0;
    Random random = new Random(20260102);
    String alphabet = "<>\"\\ @a.;=,\r\n\0notify=orcpt=rfc822;";
    for (int i = 0; i < 200_000; i++) {
      StringBuilder value = new StringBuilder("X-Efm-Recipient: <");
      int length = random.nextInt(20);
      for (int c = 0; c < length; c++) {
        value.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Recipient recipient = parse("X-Efm-Sender: <>", value + ">").recipients().get(0);
        String command = new SmtpCommands(extension -> true).rcpt(recipient);
        assertTrue(command.chars().noneMatch(c -> c < ' '), command);
      } catch (QueueFileException e) {
        refused++;
      }
    }
    assertTrue(refused < 200_000);
  }
}
