package org.emailflow.mail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes of a header as characters: UTF-8 where they are that, else ISO-8859-1. */
final class HeaderText {
  private HeaderText() {}

  static String read(byte[] bytes) {
    if (Signs.of(bytes).ascii()) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      // Latin-1 has a character for each byte: nothing is lost, and the ASCII in it is right.
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
