package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A structured body that is transfer-encoded, against RFC 2046, which real mail does all the same:
 * a message in base64, a report in quoted-printable. It is decoded, translated as bytes of its own,
 * and encoded again when something changed.
 *
 * <p>Base64 of any size is read and written as a stream, quoted-printable is written as one; what
 * stands in memory decoded must not be large.
 */
final class Enclosure {

  private static final long LARGEST_IN_MEMORY = 2L << 20;

  private Enclosure() {}

  /** Edits a range of some bytes. */
  interface Work {
    void edit(Octets source, long from, long to, Splices into) throws MailException, IOException;
  }

  /** Looks at a range of some bytes. */
  interface Look {
    void read(Octets source, long from, long to) throws MailException, IOException;
  }

  /**
   * Does the work on an entity's body, decoded where it must be.
   *
   * @throws MailException {@code enclosure-too-large}
   */
  static void edit(Entity entity, Splices splices, Work work) throws MailException, IOException {
    Octets source = splices.source();
    long from = entity.bodyStart();
    long to = entity.bodyEnd();
    String encoding = entity.transferEncoding();
    if (TransferEncoding.isIdentity(encoding)) {
      work.edit(source, from, to, splices);
      return;
    }
    Splices inner = new Splices(decoded(entity, source));
    work.edit(inner.source(), 0, inner.source().length(), inner);
    if (!inner.isEmpty() || (encoding.equals("base64") && hasJunk(source, from, to))) {
      encode(entity, inner, splices);
    }
  }

  /** What a reader of base64 passes over is no part of the body, but it would go out. */
  private static boolean hasJunk(Octets source, long from, long to) throws IOException {
    try (InputStream in = source.stream(from, to)) {
      byte[] bytes = new byte[8 * 1024];
      boolean padded = false;
      for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
        for (int i = 0; i < n; i++) {
          byte b = bytes[i];
          boolean blank = b == '\n' || b == '\r' || b == ' ' || b == '\t';
          if (!blank && (padded ? b != '=' : !Base64Input.isAlphabet(b))) {
            return true;
          }
          padded |= b == '=';
        }
      }
      return false;
    }
  }

  private static void encode(Entity entity, Splices decoded, Splices into) throws IOException {
    Octets source = into.source();
    long from = entity.bodyStart();
    long to = entity.bodyEnd();
    switch (entity.transferEncoding()) {
      case "base64" -> into.replace(from, to, Base64Layout.of(source, from, to).encoded(decoded));
      case "quoted-printable" ->
          into.replace(
              from, to, quotedPrintable(decoded, TransferEncoding.lineEnd(source, from, to)));
      default -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        decoded.writeTo(out);
        int length = (int) decoded.source().length();
        TransferEncoding.decode(source, from, to, entity.transferEncoding())
            .splice(List.of(new ByteEdit(0, length, out.toByteArray())), into);
      }
    }
  }

  private static Content quotedPrintable(Content decoded, String lineEnd) {
    return out -> {
      try (OutputStream encoder = new QuotedPrintableOutput(out, lineEnd)) {
        decoded.writeTo(encoder);
      }
    };
  }

  /**
   * Looks at an entity's body, decoded where it must be.
   *
   * @throws MailException {@code enclosure-too-large}
   */
  static void read(Entity entity, Octets source, Look look) throws MailException, IOException {
    long from = entity.bodyStart();
    long to = entity.bodyEnd();
    if (TransferEncoding.isIdentity(entity.transferEncoding())) {
      look.read(source, from, to);
      return;
    }
    Octets decoded = decoded(entity, source);
    look.read(decoded, 0, decoded.length());
  }

  private static Octets decoded(Entity entity, Octets source) throws MailException, IOException {
    return entity.transferEncoding().equals("base64")
        ? new Base64Octets(source, entity.bodyStart(), entity.bodyEnd())
        : Octets.of(inMemory(entity, source));
  }

  private static byte[] inMemory(Entity entity, Octets source) throws MailException, IOException {
    long from = entity.bodyStart();
    long to = entity.bodyEnd();
    if (to - from > LARGEST_IN_MEMORY) {
      throw new MailException(
          "enclosure-too-large",
          "a message within the message is larger than 2 MB and neither plain nor base64");
    }
    return TransferEncoding.decode(source, from, to, entity.transferEncoding()).bytes();
  }
}
