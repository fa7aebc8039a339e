package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A structured body that is transfer-encoded, against RFC 2046, which real mail does all the same:
 * a message in base64, a report in quoted-printable. It is decoded, translated as bytes of its own,
 * and encoded again when something changed.
 */
final class Enclosure {

  /** Its decoded bytes stand in memory. */
  private static final long LARGEST = 48L << 20;

  private Enclosure() {}

  /** Edits a range of some bytes. */
  interface Work {
    void edit(Octets source, long from, long to, Splices into) throws MailException, IOException;
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
    if (TransferEncoding.isIdentity(entity.transferEncoding())) {
      work.edit(source, from, to, splices);
      return;
    }
    if (to - from > LARGEST) {
      throw new MailException(
          "enclosure-too-large", "an encoded message within the message is larger than 48 MB");
    }
    DecodedBody body = TransferEncoding.decode(source, from, to, entity.transferEncoding());
    byte[] bytes = body.bytes();
    Splices inner = new Splices(Octets.of(bytes));
    work.edit(inner.source(), 0, bytes.length, inner);
    if (!inner.isEmpty()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 1024);
      inner.writeTo(out);
      body.splice(List.of(new ByteEdit(0, bytes.length, out.toByteArray())), splices);
    }
  }
}
