package org.emailflow.mail;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How the lines of a base64 body are laid out, so that it can be written anew as it was: a body of
 * any size can be decoded through {@link Base64Input} and written by {@link #encoded}.
 *
 * @param lineLength characters a line, a multiple of four
 * @param lineEnd the line end
 * @param endsLine whether a line end follows the last line
 */
record Base64Layout(int lineLength, String lineEnd, boolean endsLine) {
  private static final int USUAL = 76;
  private static final int LONGEST = 996;

  /** The layout of a body: its first line says how long lines are, unless it is the only one. */
  static Base64Layout of(Octets source, long from, long to) throws IOException {
    LineScanner line = new LineScanner(source, from, to);
    long length = 0;
    while (length == 0 && line.next()) {
      length = line.contentEnd() - line.start();
    }
    boolean only = line.end() == to;
    boolean usable = length >= 4 && length <= LONGEST && (!only || length > USUAL);
    int lineLength = usable ? (int) (length / 4 * 4) : USUAL;
    byte[] last = source.slice(Math.max(from, to - 1), to);
    boolean endsLine = last.length == 1 && (last[0] == '\n' || last[0] == '\r');
    return new Base64Layout(lineLength, TransferEncoding.lineEnd(source, from, to), endsLine);
  }

  /** What is given, encoded in this layout. */
  Content encoded(Content decoded) {
    byte[] separator = lineEnd.getBytes(StandardCharsets.US_ASCII);
    return out -> {
      try (OutputStream encoder =
          Base64.getMimeEncoder(lineLength, separator).wrap(new Unclosed(out))) {
        decoded.writeTo(encoder);
      }
      if (endsLine) {
        out.write(separator);
      }
    };
  }

  /** The encoder writes its padding when it is closed; what it writes to stays open. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
