package org.emailflow.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * In-line PGP (RFC 9580 sections 6 and 7) in a plain text: a clear-signed text cannot be translated
 * without breaking its signature, nor taken out of it without guessing; an encrypted one cannot be
 * read. Only what begins a line counts: a block that is quoted in an answer is nobody's signature
 * any more.
 *
 * <p>Where signed text passes, the block from its first line to its last keeps its bytes, and what
 * stands around it (a greeting, a list's footer) is translated. One object serves one walk over a
 * text, piece by piece.
 */
final class Armor {

  private static final byte[] SIGNED = ascii("-----BEGIN PGP SIGNED MESSAGE-----");
  private static final byte[] END = ascii("-----END PGP SIGNATURE-----");
  private static final byte[] ENCRYPTED = ascii("-----BEGIN PGP MESSAGE-----");

  private final TranslationOptions options;
  private final Notes notes;
  private boolean inside;

  Armor(TranslationOptions options, Notes notes) {
    this.options = options;
    this.notes = notes;
  }

  /** Another that goes on from here. */
  Armor copy() {
    Armor copy = new Armor(options, notes);
    copy.inside = inside;
    return copy;
  }

  /**
   * Looks for armour in the next piece of a text; returns what of it must stay as it is.
   *
   * @throws MailException {@code signed-opaque}, {@code signed} or {@code encrypted}, as the
   *     options have it
   */
  List<Range> sealed(byte[] text, Signs signs) throws MailException {
    if (!signs.hyphen()) {
      return inside ? List.of(new Range(0, text.length)) : List.of();
    }
    List<Range> sealed = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '-' && (i == 0 || text[i - 1] == '\n' || text[i - 1] == '\r')) {
        if (inside && startsWith(text, i, END)) {
          sealed.add(new Range(from, i + END.length));
          inside = false;
        } else if (!inside && startsWith(text, i, SIGNED)) {
          signed();
          from = i;
        } else if (startsWith(text, i, ENCRYPTED)) {
          encrypted();
        }
      }
    }
    if (inside) {
      sealed.add(new Range(from, text.length));
    }
    return sealed;
  }

  private void signed() throws MailException {
    switch (options.signed()) {
      case STRIP ->
          throw new MailException(
              "signed-opaque", "an in-line signature cannot be taken off the text");
      case DENY -> throw new MailException("signed", "signed mail shows who signed it");
      case PASS -> {
        inside = true;
        notes.passUnread();
      }
    }
  }

  private void encrypted() throws MailException {
    if (options.encrypted() == Encrypted.DENY) {
      throw new MailException("encrypted", "encrypted mail cannot be looked into");
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
