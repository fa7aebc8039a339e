package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Messages of our own writing, a character for a byte. */
final class TestMail {
  private TestMail() {}

  static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static Octets octets(String latin1) {
    return Octets.of(bytes(latin1));
  }

  static Message message(String latin1) throws MailException {
    try {
      return Message.read(octets(latin1), Limits.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String written(Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    return string(out.toByteArray());
  }

  static String slice(Message message, long from, long to) throws IOException {
    return string(message.octets().slice(from, to));
  }

  static String body(Message message, Entity entity) throws IOException {
    return slice(message, entity.bodyStart(), entity.bodyEnd());
  }
}
