package org.emailflow.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.MultipartReport;
import org.junit.jupiter.api.Test;

/**
 * Delivery reports as Angus' {@code dsn} reads them: those that we write, and wherever it finds one
 * in a folder of real mail, which {@code EFM_CORPUS} names, the actions and statuses that we find.
 */
class DeliveryReportByAngusTest {
  private static final Path NOTICES = Path.of("src/test/resources/notices");

  /** The blocks of the recipients; empty where it finds no report or cannot read it. */
  private static Optional<List<InternetHeaders>> recipients(byte[] message) {
    try (InputStream in = new ByteArrayInputStream(message)) {
      Object content = new MimeMessage(null, in).getContent();
      if (content instanceof MultipartReport report
          && report.getReport() instanceof DeliveryStatus status) {
        List<InternetHeaders> blocks = new ArrayList<>();
        for (int i = 0; i < status.getRecipientDSNCount(); i++) {
          blocks.add(status.getRecipientDSN(i));
        }
        return Optional.of(blocks);
      }
    } catch (MessagingException | IOException unreadable) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static String word(InternetHeaders block, String name) {
    String value = block.getHeader(name, null);
    return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
  }

  /** What a queue file holds below its envelope. */
  private static byte[] message(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return text.substring(text.indexOf("\n\n") + 2).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatWeWriteIsAReport() throws Exception {
    List<Path> notices;
    try (Stream<Path> files = Files.list(NOTICES)) {
      notices = files.sorted().toList();
    }
    assertTrue(notices.size() >= 16, notices.toString());
    for (Path file : notices) {
      byte[] notice = message(file);
      List<InternetHeaders> blocks = recipients(notice).orElseThrow();
      assertEquals(1, blocks.size(), file.toString());
      assertEquals("failed", word(blocks.get(0), "Action"), file.toString());
      assertTrue(word(blocks.get(0), "Status").matches("[45]\\.\\d+\\.\\d+"), file.toString());
      String recipient = word(blocks.get(0), "Final-Recipient");
      assertTrue(recipient.matches("rfc822; [a-z-]+@relay\\.example"), file + ": " + recipient);
    }
  }

  @Test
  void realReportsAreReadAlike() throws Exception {
    int reports = 0;
    for (Path file : CorpusReadTest.corpus()) {
      byte[] bytes = Files.readAllBytes(file);
      Optional<List<InternetHeaders>> blocks = recipients(bytes).filter(found -> !found.isEmpty());
      if (blocks.isPresent()) {
        reports++;
        Message message = Message.read(Octets.of(bytes), Limits.DEFAULT);
        compare(theirs(blocks.get()), DeliveryReport.read(message), file.toString());
      }
    }
    assertTrue(reports > 20, reports + " reports");
  }

  /** A block that says nothing of a recipient is none, though it stands between empty lines. */
  private static List<InternetHeaders> theirs(List<InternetHeaders> blocks) {
    return blocks.stream()
        .filter(block -> !(word(block, "Action") + word(block, "Status")).isEmpty())
        .toList();
  }

  /** A status that says no more than "failed" gives way to the diagnosis, and is not compared. */
  private static void compare(
      List<InternetHeaders> theirs, List<DeliveryReport.Outcome> ours, String file) {
    assertEquals(theirs.size(), ours.size(), file);
    for (int i = 0; i < ours.size(); i++) {
      String action = word(theirs.get(i), "Action").replaceFirst("[^a-z].*", "");
      String status = word(theirs.get(i), "Status").replaceFirst("[^0-9.].*", "");
      assertEquals(action, ours.get(i).action(), file);
      if (!status.isEmpty() && !status.endsWith(".0.0")) {
        assertEquals(Optional.of(status), ours.get(i).status(), file);
      }
    }
  }
}
