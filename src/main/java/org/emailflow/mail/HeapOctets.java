package org.emailflow.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** Bytes in memory. */
final class HeapOctets implements Octets {
  private final byte[] bytes;

  HeapOctets(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public byte[] slice(long from, long to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    return Arrays.copyOfRange(bytes, (int) from, (int) to);
  }

  @Override
  public InputStream stream(long from, long to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    return new ByteArrayInputStream(bytes, (int) from, (int) (to - from));
  }

  @Override
  public void copyTo(long from, long to, OutputStream out) throws IOException {
    Objects.checkFromToIndex(from, to, bytes.length);
    out.write(bytes, (int) from, (int) (to - from));
  }
}
