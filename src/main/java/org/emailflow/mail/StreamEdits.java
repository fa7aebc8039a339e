package org.emailflow.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Edits over bytes that only come as a stream, kept until the stream is read a second time. */
final class StreamEdits {

  /** Opens the stream from its beginning. */
  interface Source {
    InputStream open() throws IOException;
  }

  @SuppressWarnings("ArrayRecordComponent") // written, never compared
  private record Edit(long start, long end, byte[] replacement) {}

  private final List<Edit> edits = new ArrayList<>();

  boolean isEmpty() {
    return edits.isEmpty();
  }

  /** Adds the edits of a piece that begins at an offset; pieces come in order. */
  void add(long offset, List<ByteEdit> more) {
    for (ByteEdit e : more) {
      edits.add(new Edit(offset + e.start(), offset + e.end(), e.replacement()));
    }
  }

  /** The bytes with the edits made. */
  Content over(Source source) {
    return out -> {
      try (InputStream in = source.open()) {
        write(in, out);
      }
    };
  }

  private void write(InputStream in, OutputStream out) throws IOException {
    long at = 0;
    for (Edit edit : edits) {
      copy(in, out, edit.start() - at);
      in.skipNBytes(edit.end() - edit.start());
      out.write(edit.replacement());
      at = edit.end();
    }
    in.transferTo(out);
  }

  private static void copy(InputStream in, OutputStream out, long count) throws IOException {
    byte[] chunk = new byte[8192];
    long left = count;
    while (left > 0) {
      int n = in.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
      if (n == 0) {
        throw new java.io.EOFException("the source became shorter since it was read");
      }
      out.write(chunk, 0, n);
      left -= n;
    }
  }
}
