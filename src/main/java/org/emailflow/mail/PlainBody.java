package org.emailflow.mail;

import java.util.List;

/** A body that stands in the source as it is. */
final class PlainBody implements DecodedBody {
  private final byte[] bytes;
  private final long from;

  PlainBody(byte[] bytes, long from) {
    this.bytes = bytes;
    this.from = from;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public void splice(List<ByteEdit> edits, Splices into) {
    for (ByteEdit edit : edits) {
      into.replace(from + edit.start(), from + edit.end(), edit.replacement());
    }
  }
}
