package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A structured body that is transfer-encoded, against RFC 2046, which real mail does all the same:
 * a message in base64, a report in quoted-printable. It is decoded, translated as bytes of its own,
 * and encoded again when something changed.
 *
 * <p>Base64 of any size is read and written as a stream; anything else stands in memory decoded,
 * and so must not be large.
 */
final class Enclosure {

  /** The places of its bytes take ten times as much. */
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
    if (TransferEncoding.isIdentity(entity.transferEncoding())) {
      work.edit(source, from, to, splices);
    } else if (entity.transferEncoding().equals("base64")) {
      Splices inner = new Splices(new Base64Octets(source, from, to));
      work.edit(inner.source(), 0, inner.source().length(), inner);
      if (!inner.isEmpty()) {
        splices.replace(from, to, Base64Layout.of(source, from, to).encoded(inner));
      }
    } else {
      DecodedBody body = inMemory(entity, source);
      Splices inner = new Splices(Octets.of(body.bytes()));
      work.edit(inner.source(), 0, inner.source().length(), inner);
      if (!inner.isEmpty()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.bytes().length + 1024);
        inner.writeTo(out);
        body.splice(List.of(new ByteEdit(0, body.bytes().length, out.toByteArray())), splices);
      }
    }
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
    Octets decoded =
        entity.transferEncoding().equals("base64")
            ? new Base64Octets(source, from, to)
            : Octets.of(inMemory(entity, source).bytes());
    look.read(decoded, 0, decoded.length());
  }

  private static DecodedBody inMemory(Entity entity, Octets source)
      throws MailException, IOException {
    long from = entity.bodyStart();
    long to = entity.bodyEnd();
    if (to - from > LARGEST_IN_MEMORY) {
      throw new MailException(
          "enclosure-too-large",
          "a message within the message is larger than 2 MB and neither plain nor base64");
    }
    return TransferEncoding.decode(source, from, to, entity.transferEncoding());
  }
}
