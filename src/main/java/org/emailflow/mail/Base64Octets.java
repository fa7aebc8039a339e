package org.emailflow.mail;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * What a base64 body says, as bytes with random access: it is decoded again wherever it is read, so
 * that a message of any size within a message takes no memory but a mark every few kilobytes.
 */
final class Base64Octets implements Octets {

  /** Decoded bytes between two marks; a multiple of three, so that a mark is at whole groups. */
  private static final int STEP = 3 * 1024;

  private final Octets source;
  private final long to;
  private final long length;

  /** Where in the source each step begins. */
  private long[] marks = new long[16];

  /** Of a range in base64; it is decoded once to find the marks. */
  Base64Octets(Octets source, long from, long to) throws IOException {
    this.source = source;
    this.to = to;
    Base64Input in = new Base64Input(source.stream(from, to));
    byte[] step = new byte[STEP];
    long decoded = 0;
    int count = 0;
    int n = STEP;
    while (n == STEP) {
      if (count == marks.length) {
        marks = Arrays.copyOf(marks, count * 2);
      }
      marks[count++] = from + in.consumed();
      n = in.readNBytes(step, 0, STEP);
      decoded += n;
    }
    this.length = decoded;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public byte[] slice(long from, long until) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(until - from)];
    if (stream(from, until).readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new EOFException("the source became shorter");
    }
    return bytes;
  }

  @Override
  public InputStream stream(long from, long until) throws IOException {
    Objects.checkFromToIndex(from, until, length);
    InputStream in = new Base64Input(source.stream(marks[(int) (from / STEP)], to));
    in.skipNBytes(from % STEP);
    return BoundedInputStream.builder().setInputStream(in).setMaxCount(until - from).get();
  }

  @Override
  public void copyTo(long from, long until, OutputStream out) throws IOException {
    if (stream(from, until).transferTo(out) < until - from) {
      throw new EOFException("the source became shorter");
    }
  }
}
