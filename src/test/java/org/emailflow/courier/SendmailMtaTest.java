package org.emailflow.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.emailflow.spool.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sendmail way, with a shell script for the program. */
class SendmailMtaTest {

  @TempDir Path folder;

  private Answer send(String script, String envelope, String message) throws Exception {
    Path command = folder.resolve("sendmail");
    Files.writeString(command, "#!/bin/sh\ncd \"$(dirname \"$0\")\"\n" + script + "\n");
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path queued = Files.writeString(folder.resolve("1.1.eml"), envelope + "\n" + message);
    Claim claim = new Claim("1.1.eml", queued, Instant.EPOCH, Files.size(queued));
    try (Mta mta = Mta.sendmail(command);
        QueueFile file = QueueFile.open(claim)) {
      mta.open();
      return mta.send(file);
    }
  }

  private Answer send(String script) throws Exception {
    return send(
        script, "X-Efm-Sender: <>\nX-Efm-Recipient: <ann@real.example>\n", "A: b\r\n\r\nText\r\n");
  }

  @Test
  void theProgramGetsTheEnvelopeAndTheMessageWithLf() throws Exception {
    Answer answer =
        send(
            "printf '%s\\n' \"$@\" >args; cat >message",
            """
            X-Efm-Sender: <b@relay.example>
            X-Efm-Recipient: <-oops@real.example>
            X-Efm-Recipient: <bob@real.test>
            """,
            "A: b\r\n\r\nT\rext\n.\r\nend");
    assertInstanceOf(Answer.Sent.class, answer);
    assertEquals(
        "-i\n-f\nb@relay.example\n--\n-oops@real.example\nbob@real.test\n",
        Files.readString(folder.resolve("args")));
    assertEquals("A: b\n\nT\rext\n.\nend", Files.readString(folder.resolve("message")));
  }

  @Test
  void exitCodesAreAnswers() throws Exception {
    assertEquals(
        new Answer.Refused("5.1.1", "sendmail exit 67 no such user"),
        send("cat >/dev/null; echo no such user >&2; exit 67"));
    assertInstanceOf(Answer.Refused.class, send("cat >/dev/null; exit 65"));
    assertInstanceOf(Answer.Deferred.class, send("cat >/dev/null; exit 75"));
    assertInstanceOf(Answer.Deferred.class, send("cat >/dev/null; exit 1"));
  }

  @Test
  void aProgramThatDoesNotReadItAllStillAnswers() throws Exception {
    String large = "A: b\n\n" + "x".repeat(200_000);
    Answer answer =
        send(
            "exec <&-; echo no; exit 68",
            "X-Efm-Sender: <>\nX-Efm-Recipient: <ann@real.example>\n",
            large);
    assertInstanceOf(Answer.class, answer);
    assertEquals(false, answer instanceof Answer.Sent);
  }

  @Test
  void aProgramThatIsNotThereCountsNoAttempt() {
    assertThrows(MtaUnavailableException.class, () -> Mta.sendmail(folder.resolve("none")).open());
  }

  @Test
  void onlyPairsOfCrAndLfAreJoined() throws IOException {
    byte[] text = "a\r\nb\rc\r\r\nd\n\r".getBytes(StandardCharsets.US_ASCII);
    try (LineFeeds in = new LineFeeds(new ByteArrayInputStream(text))) {
      assertEquals("a\nb\rc\r\nd\n\r", new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }
}
