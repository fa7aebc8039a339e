package org.emailflow.mail;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Bytes of a file, read by position: the channel's own position is never used. */
final class ChannelOctets implements Octets {
  private static final int CHUNK = 64 * 1024;

  private final Source file;
  private final long length;

  ChannelOctets(Source file, long length) {
    this.file = file;
    this.length = length;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public byte[] slice(long from, long to) throws IOException {
    Objects.checkFromToIndex(from, to, length);
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    ByteBuffer target = ByteBuffer.wrap(bytes);
    while (target.hasRemaining()) {
      read(target, from + target.position());
    }
    return bytes;
  }

  @Override
  public InputStream stream(long from, long to) {
    Objects.checkFromToIndex(from, to, length);
    return new Stream(from, to);
  }

  @Override
  public void copyTo(long from, long to, OutputStream out) throws IOException {
    Objects.checkFromToIndex(from, to, length);
    byte[] chunk = new byte[(int) Math.min(CHUNK, to - from)];
    for (long at = from; at < to; ) {
      int n = read(ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, to - at)), at);
      out.write(chunk, 0, n);
      at += n;
    }
  }

  private int read(ByteBuffer target, long at) throws IOException {
    int n = file.channel().read(target, at);
    if (n <= 0) {
      throw new EOFException("the message became shorter while it was read, at byte " + at);
    }
    return n;
  }

  private final class Stream extends InputStream {
    private final long end;
    private long at;

    Stream(long from, long to) {
      this.at = from;
      this.end = to;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, target.length);
      if (count == 0) {
        return 0;
      }
      if (at == end) {
        return -1;
      }
      int n =
          ChannelOctets.this.read(
              ByteBuffer.wrap(target, offset, (int) Math.min(count, end - at)), at);
      at += n;
      return n;
    }
  }
}
