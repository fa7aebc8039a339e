package org.emailflow.mail;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a source into lines, whichever way they end: CRLF, LF or bare CR. One pass, in constant
 * memory: of a very long line only the beginning can be looked at.
 */
final class LineScanner {
  /** How much of any line can be looked at, at least. */
  static final int VIEW = 8 * 1024;

  private static final int CAPACITY = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer;
  private int limit;
  private boolean ended;

  /** Where in the buffer the line begins, how much of it is there, and where the next begins. */
  private int line;

  private int view;
  private int next;

  /** The line's offsets in the source. */
  private long start;

  private long contentEnd;
  private long end;

  private static int capacity(long size) {
    return (int) Math.min(CAPACITY, size);
  }

  LineScanner(Octets source, long from, long to) throws IOException {
    this.in = source.stream(from, to);
    this.buffer = new byte[to - from < 2 * VIEW ? (int) (to - from) + 1 : capacity(to - from)];
    this.start = from;
    this.contentEnd = from;
    this.end = from;
  }

  /** Goes on to the next line; false after the last one, where all offsets are the source's end. */
  boolean next() throws IOException {
    start = end;
    line = next;
    int at = find(line);
    long dropped = 0;
    while (!lineEndsAt(at) && !ended) {
      if (line > 0) {
        at -= line;
        moveLineToFront();
      } else if (limit == buffer.length) {
        dropped += at - VIEW;
        at = dropMiddle(at);
      }
      fill();
      at = find(at);
    }
    view = dropped > 0 ? VIEW : at - line;
    contentEnd = start + dropped + (at - line);
    next = at + lineEndLength(at);
    end = contentEnd + (next - at);
    return end > start;
  }

  /** Looks at each byte, so what it needs is in variables: the first compiler reads fields anew. */
  private int find(int from) {
    byte[] bytes = buffer;
    int stop = limit;
    int at = from;
    while (at < stop && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  /** A CR at the buffer's end may be half of a CRLF. */
  private boolean lineEndsAt(int at) {
    return at < limit && (buffer[at] == '\n' || at + 1 < limit);
  }

  private int lineEndLength(int at) {
    if (at == limit) {
      return 0;
    }
    boolean crLf = buffer[at] == '\r' && at + 1 < limit && buffer[at + 1] == '\n';
    return crLf ? 2 : 1;
  }

  private void moveLineToFront() {
    System.arraycopy(buffer, line, buffer, 0, limit - line);
    limit -= line;
    line = 0;
  }

  private int dropMiddle(int at) {
    System.arraycopy(buffer, at, buffer, VIEW, limit - at);
    limit = VIEW + limit - at;
    return VIEW;
  }

  private void fill() throws IOException {
    int n = in.read(buffer, limit, buffer.length - limit);
    if (n < 0) {
      ended = true;
    } else {
      limit += n;
    }
  }

  /** The offset of the line's first byte. */
  long start() {
    return start;
  }

  /** The offset of its line end. */
  long contentEnd() {
    return contentEnd;
  }

  /** The offset after its line end. */
  long end() {
    return end;
  }

  /** How many bytes of the line can be looked at; its line end is none of them. */
  int view() {
    return view;
  }

  /** Whether {@link #view()} is the whole line. */
  boolean isWhole() {
    return view == contentEnd - start;
  }

  /** A byte of the line; valid until the next one is asked for. */
  byte at(int index) {
    return buffer[line + index];
  }

  /** Whether the line has these bytes at an index. */
  boolean has(byte[] bytes, int index) {
    if (index + bytes.length > view) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (at(index + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
