package org.emailflow.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A base64 body. Its bytes have no places of their own in the source: an edit writes it anew. */
final class Base64Body implements DecodedBody {
  private final byte[] bytes;
  private final long from;
  private final long to;
  private final Base64Layout layout;

  private Base64Body(byte[] bytes, long from, long to, Base64Layout layout) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.layout = layout;
  }

  static Base64Body decode(Octets source, long from, long to) throws IOException {
    try (InputStream in = new Base64Input(source.stream(from, to))) {
      return new Base64Body(in.readAllBytes(), from, to, Base64Layout.of(source, from, to));
    }
  }

  /** Decodes what is at hand. */
  static byte[] decode(byte[] encoded) {
    try (InputStream in = new Base64Input(new ByteArrayInputStream(encoded))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public void splice(List<ByteEdit> edits, Splices into) {
    if (!edits.isEmpty()) {
      into.replace(from, to, layout.encoded(ByteEdit.applied(bytes, edits)));
    }
  }
}
