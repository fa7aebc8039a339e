package org.emailflow.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.emailflow.mail.AddressList;
import org.emailflow.mail.Field;
import org.emailflow.mail.Header;
import org.emailflow.mail.Limits;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.Message;
import org.emailflow.mail.Octets;

/**
 * A file that somebody hands us as a message.
 *
 * @param writers the addresses that it names as its writer's
 * @param sender what its envelope sender may have been; empty for the null sender
 */
record RealMessage(Path file, String subject, List<String> writers, String sender) {
  private static final String NOBODY = "writer@real-user.example";

  RealMessage {
    writers = List.copyOf(writers);
  }

  static RealMessage of(Path file, byte[] bytes) {
    try {
      return of(file, Message.read(Octets.of(bytes), Limits.DEFAULT).header());
    } catch (MailException beyondLimits) {
      return new RealMessage(file, "", List.of(), NOBODY);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be read", e);
    }
  }

  private static RealMessage of(Path file, Header header) {
    List<String> writers =
        Stream.of("From", "Sender", "Reply-To")
            .flatMap(name -> AddressList.of(header, name).stream())
            .map(Mailbox::address)
            .filter(address -> address.matches("[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+\\.[A-Za-z]+"))
            .distinct()
            .toList();
    boolean fromNobody =
        header.all("Return-Path").stream().anyMatch(field -> field.body().equals("<>"));
    String first = writers.isEmpty() ? NOBODY : writers.get(0);
    return new RealMessage(
        file,
        header.first("Subject").map(Field::text).orElse(""),
        writers,
        fromNobody ? "" : first);
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DemoException("cannot read " + file + " (" + e + ")", e);
    }
  }

  /** What people call it: its subject, or else the file's name. */
  String title() {
    return Columns.harmless(subject.isBlank() ? "(" + file.getFileName() + ")" : subject);
  }
}
