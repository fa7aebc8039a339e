package org.emailflow.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * Delivers into the Maildir as an MTA does: the envelope on top, written in {@code tmp}, renamed
 * into {@code new}. The time of receipt is the file's.
 */
final class Mta {
  private final Path inbox;
  private int delivered;

  Mta(Path spool) {
    this.inbox = spool.resolve("inbox");
  }

  /**
   * Delivers one message.
   *
   * @param sender the envelope sender; empty for the null sender
   * @return the file's name
   */
  String deliver(byte[] message, String sender, String recipient, Instant received) {
    delivered++;
    String name =
        received.getEpochSecond()
            + (".M" + delivered + "P" + ProcessHandle.current().pid() + ".demo");
    Path file = inbox.resolve("tmp").resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(("Return-Path: <" + sender + ">\n").getBytes(UTF_8));
      out.write(("Delivered-To: " + recipient + "\n").getBytes(UTF_8));
      out.write(message);
    } catch (IOException e) {
      throw new DemoException("cannot write " + file + " (" + e + "); free space there", e);
    }
    publish(file, inbox.resolve("new").resolve(name), received);
    return name;
  }

  private static void publish(Path from, Path to, Instant received) {
    try {
      Files.setLastModifiedTime(from, FileTime.from(received));
      Files.move(from, to);
    } catch (IOException e) {
      throw new DemoException("cannot deliver " + to + " (" + e + "); free space there", e);
    }
  }
}
