package org.emailflow.courier;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** Reads CRLF as LF, and leaves every other CR alone. */
final class LineFeeds extends FilterInputStream {

  LineFeeds(InputStream in) {
    super(new PushbackInputStream(new BufferedInputStream(in)));
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b == '\r') {
      int next = in.read();
      if (next == '\n') {
        return next;
      }
      if (next >= 0) {
        ((PushbackInputStream) in).unread(next);
      }
    }
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = 0;
    for (; n < length; n++) {
      int b = read();
      if (b < 0) {
        return n == 0 ? -1 : n;
      }
      bytes[offset + n] = (byte) b;
    }
    return n;
  }
}
