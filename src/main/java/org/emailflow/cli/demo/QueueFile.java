package org.emailflow.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of the queue as a courier reads it: the envelope, then the message as it is to be sent.
 *
 * @param sender the envelope sender; empty for the null sender
 * @param message not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record QueueFile(String sender, String recipient, byte[] message) {

  static QueueFile read(Path file) {
    try {
      return of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new DemoException("cannot read " + file + " (" + e + ")", e);
    }
  }

  private static QueueFile of(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    int end = text.indexOf("\n\n");
    String top = new String(bytes, 0, end, UTF_8);
    return new QueueFile(
        address(top, "X-Efm-Sender: <"),
        address(top, "X-Efm-Recipient: <"),
        Arrays.copyOfRange(bytes, end + 2, bytes.length));
  }

  private static String address(String top, String start) {
    int from = top.indexOf(start) + start.length();
    return top.substring(from, top.indexOf('>', from));
  }
}
