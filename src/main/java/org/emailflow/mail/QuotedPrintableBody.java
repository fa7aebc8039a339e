package org.emailflow.mail;

import java.util.Arrays;
import java.util.List;

/**
 * A quoted-printable body (RFC 2045 section 6.7), with the places of its decoded bytes in the
 * source: one is kept for every few, and those between are counted from it.
 *
 * <p>Decoding: a {@code =} before white space and a line end is a soft break; one before anything
 * but two hexadecimal digits stands for itself; white space at the end of a line is kept, since
 * taking it out could only change what the writer wrote. An edit replaces the encoded bytes, soft
 * breaks among them too; what it writes has lines of at most 76, and a line that it would make
 * longer gets a soft break.
 */
final class QuotedPrintableBody implements DecodedBody {

  private static final int STEP = 64;

  private final byte[] raw;
  private final long from;
  private final String lineEnd;
  private final byte[] bytes;

  /** Where each {@link #STEP}th decoded byte begins in {@link #raw}. */
  private final int[] places;

  QuotedPrintableBody(byte[] raw, long from, String lineEnd) {
    this.raw = raw;
    this.from = from;
    this.lineEnd = lineEnd;
    byte[] decoded = new byte[raw.length];
    int[] at = new int[raw.length / STEP + 1];
    int n = 0;
    for (int i = octetFrom(0); i < raw.length; i = octetFrom(octetEnd(i))) {
      if (n % STEP == 0) {
        at[n / STEP] = i;
      }
      int octet = octetAt(i);
      decoded[n++] = octet < 0 ? raw[i] : (byte) octet;
    }
    this.bytes = n == raw.length ? decoded : Arrays.copyOf(decoded, n);
    this.places = at;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public void splice(List<ByteEdit> edits, Splices into) {
    int done = 0;
    int column = 0;
    for (ByteEdit edit : edits) {
      int start = start(edit.start());
      int end = Math.max(start, edit.end() == 0 ? 0 : end(edit.end() - 1));
      int lineStart = lineStart(start, done);
      column = lineStart > done ? start - lineStart : column + start - done;
      QuotedPrintableWriter writer = new QuotedPrintableWriter(column, lineEnd);
      writer.write(edit.replacement(), end == raw.length || isLineEnd(end));
      writer.makeRoom(restOfLine(end));
      into.replace(from + start, from + end, writer.take());
      column = writer.column();
      done = end;
    }
  }

  /** The octet that is encoded at an index; -1 if none is. */
  private int octetAt(int i) {
    return raw[i] == '=' && i + 2 < raw.length ? Hex.octet(raw[i + 1], raw[i + 2]) : -1;
  }

  /** The index after the octet at an index. */
  private int octetEnd(int i) {
    return octetAt(i) < 0 ? i + 1 : i + 3;
  }

  /** The index of the first octet from an index on, after soft breaks. */
  private int octetFrom(int index) {
    int i = index;
    while (i < raw.length && raw[i] == '=') {
      int end = softBreakEnd(i);
      if (end < 0) {
        return i;
      }
      i = end;
    }
    return i;
  }

  /** The index after the soft break at an index; -1 if there is none. */
  private int softBreakEnd(int at) {
    int i = at + 1;
    while (i < raw.length && (raw[i] == ' ' || raw[i] == '\t')) {
      i++;
    }
    if (i == raw.length) {
      return i;
    }
    if (raw[i] == '\r') {
      return i + 1 < raw.length && raw[i + 1] == '\n' ? i + 2 : i + 1;
    }
    return raw[i] == '\n' ? i + 1 : -1;
  }

  private int start(int decoded) {
    return decoded < bytes.length ? place(decoded) : raw.length;
  }

  private int end(int decoded) {
    return octetEnd(place(decoded));
  }

  private int place(int decoded) {
    int i = places[decoded / STEP];
    for (int n = decoded % STEP; n > 0; n--) {
      i = octetFrom(octetEnd(i));
    }
    return i;
  }

  private boolean isLineEnd(int i) {
    return raw[i] == '\r' || raw[i] == '\n';
  }

  /** Where the line of an index begins; the stop itself if it begins further up. */
  private int lineStart(int index, int stop) {
    int i = index;
    while (i > stop && !isLineEnd(i - 1)) {
      i--;
    }
    return i;
  }

  /** How long the line goes on; more than a line's length is not counted. */
  private int restOfLine(int from) {
    int i = from;
    while (i < raw.length && i <= from + QuotedPrintableWriter.LONGEST && !isLineEnd(i)) {
      i++;
    }
    return i - from;
  }
}
