package org.emailflow.mail;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Encodes what is written as quoted-printable, a piece at a time; {@link #close} writes the rest
 * and leaves open what it writes to.
 */
final class QuotedPrintableOutput extends OutputStream {
  private static final int PIECE = 1 << 13;

  private final OutputStream out;
  private final QuotedPrintableWriter writer;

  /** How a byte is encoded hangs on the one after it. */
  private int last = QuotedPrintableWriter.NOTHING;

  QuotedPrintableOutput(OutputStream out, String lineEnd) {
    this.out = out;
    this.writer = new QuotedPrintableWriter(0, lineEnd);
  }

  @Override
  public void write(int b) throws IOException {
    int next = b & 0xff;
    if (last != QuotedPrintableWriter.NOTHING) {
      writer.write((byte) last, next);
    }
    last = next;
    if (writer.size() >= PIECE) {
      out.write(writer.take());
    }
  }

  @Override
  public void close() throws IOException {
    if (last != QuotedPrintableWriter.NOTHING) {
      writer.write((byte) last, '\n');
      last = QuotedPrintableWriter.NOTHING;
    }
    out.write(writer.take());
  }
}
