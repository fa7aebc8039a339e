package org.emailflow.mail;

import java.nio.charset.StandardCharsets;

/**
 * In-line PGP (RFC 9580 sections 6 and 7) in a plain text: a clear-signed text cannot be translated
 * without breaking its signature, nor taken out of it without guessing; an encrypted one cannot be
 * read. Only what begins a line counts: a block that is quoted in an answer is nobody's signature
 * any more.
 */
final class Armor {

  private static final byte[] SIGNED = ascii("-----BEGIN PGP SIGNED MESSAGE-----");
  private static final byte[] ENCRYPTED = ascii("-----BEGIN PGP MESSAGE-----");

  private final TranslationOptions options;
  private final Notes notes;
  private boolean sealed;

  Armor(TranslationOptions options, Notes notes) {
    this.options = options;
    this.notes = notes;
  }

  /** Whether the rest of this text must go out byte for byte. */
  boolean isSealed() {
    return sealed;
  }

  /**
   * Looks for armour in a piece of a text.
   *
   * @throws MailException {@code signed-opaque}, {@code signed} or {@code encrypted}, as the
   *     options have it
   */
  void check(byte[] text) throws MailException {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '-' && (i == 0 || text[i - 1] == '\n' || text[i - 1] == '\r')) {
        if (startsWith(text, i, SIGNED)) {
          signed();
        } else if (startsWith(text, i, ENCRYPTED)) {
          encrypted();
        }
      }
    }
  }

  private void signed() throws MailException {
    switch (options.signed()) {
      case STRIP ->
          notes.refuse("signed-opaque", "an in-line signature cannot be taken off the text");
      case DENY -> notes.refuse("signed", "signed mail shows who signed it");
      case PASS -> {
        sealed = true;
        notes.passUnread();
      }
    }
  }

  private void encrypted() throws MailException {
    if (options.encrypted() == Encrypted.DENY) {
      notes.refuse("encrypted", "encrypted mail cannot be looked into");
    }
    notes.passUnread();
  }

  private static boolean startsWith(byte[] text, int at, byte[] mark) {
    if (at + mark.length > text.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (text[at + i] != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }
}
