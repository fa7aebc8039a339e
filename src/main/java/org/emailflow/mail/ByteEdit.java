package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A range of decoded bytes and what takes its place.
 *
 * @param start the first byte
 * @param end the byte after the last one
 * @param replacement what takes its place; not copied, and must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // edits are applied, never compared
record ByteEdit(int start, int end, byte[] replacement) {

  /** The same edit of bytes before which others are put. */
  ByteEdit moved(int by) {
    return new ByteEdit(start + by, end + by, replacement);
  }

  /** As {@link #applied}, of what is small. */
  static byte[] bytes(byte[] bytes, List<ByteEdit> edits) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
    applied(bytes, edits).writeTo(out);
    return out.toByteArray();
  }

  /** Bytes with these edits made, which must ascend. */
  static Content applied(byte[] bytes, List<ByteEdit> edits) {
    Splices splices = new Splices(Octets.of(bytes));
    for (ByteEdit edit : edits) {
      splices.replace(edit.start(), edit.end(), edit.replacement());
    }
    return splices;
  }
}
