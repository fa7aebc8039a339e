package org.emailflow.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/** Whether an entity can be entered, and if not, why. */
enum Sealed {
  /** It can. */
  OPEN,
  /** A signed whole that goes on as it is, since only {@link Signed#PASS} leaves one here. */
  SIGNED,
  /** Opaque S/MIME (RFC 8551): the text is inside the signature. */
  OPAQUE,
  /** Encrypted, S/MIME or PGP/MIME. */
  ENCRYPTED;

  /** PKCS #7 arcs 1.2.840.113549.1.7, one of which says what the content is. */
  private static final byte[] PKCS7 = {
    0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 7
  };

  private static final int SIGNED_DATA = 2;
  private static final int LONGEST_PROLOGUE = 64;

  static Sealed of(Entity entity, Octets source) throws IOException {
    return switch (entity.mediaType()) {
      case "multipart/signed" -> entity.isMultipart() ? SIGNED : OPEN;
      case "multipart/encrypted" -> entity.isMultipart() ? ENCRYPTED : OPEN;
      case "application/pkcs7-mime", "application/x-pkcs7-mime" -> pkcs7(entity, source);
      case "application/octet-stream" -> isNamedPkcs7(entity) ? byContent(entity, source) : OPEN;
      default -> OPEN;
    };
  }

  /** Applies the options: refuses it, or notes that it passes unread. */
  void decide(TranslationOptions options, Notes notes) throws MailException {
    if (this == ENCRYPTED && options.encrypted() == Encrypted.DENY) {
      throw new MailException("encrypted", "encrypted mail cannot be looked into");
    }
    if (this == OPAQUE && options.signed() != Signed.PASS) {
      boolean strip = options.signed() == Signed.STRIP;
      throw new MailException(
          strip ? "signed-opaque" : "signed",
          "the text is inside an S/MIME signature, which shows who signed it");
    }
    notes.passUnread();
  }

  /** The parameter is often missing or wrong; the content says of itself what it is. */
  private static Sealed pkcs7(Entity entity, Octets source) throws IOException {
    String type = entity.parameter("smime-type").orElse("");
    int content = contentType(entity, source);
    if (content < 0) {
      return type.equalsIgnoreCase("enveloped-data") ? ENCRYPTED : OPAQUE;
    }
    return content == SIGNED_DATA ? OPAQUE : ENCRYPTED;
  }

  /** Gateways lose the type (RFC 8551 section 3.2.1). */
  private static boolean isNamedPkcs7(Entity entity) {
    return entity.fileName().filter(n -> n.toLowerCase(Locale.ROOT).endsWith(".p7m")).isPresent();
  }

  private static Sealed byContent(Entity entity, Octets source) throws IOException {
    return contentType(entity, source) < 0 ? OPEN : pkcs7(entity, source);
  }

  /** The last arc of the content's type, or -1 where it cannot be read. */
  private static int contentType(Entity entity, Octets source) throws IOException {
    byte[] head;
    try (InputStream raw = source.stream(entity.bodyStart(), entity.bodyEnd());
        InputStream in = entity.transferEncoding().equals("base64") ? new Base64Input(raw) : raw) {
      head = in.readNBytes(LONGEST_PROLOGUE);
    }
    for (int i = 0; i + PKCS7.length < head.length; i++) {
      if (Arrays.equals(head, i, i + PKCS7.length, PKCS7, 0, PKCS7.length)) {
        return head[i + PKCS7.length];
      }
    }
    return -1;
  }
}
