package org.emailflow.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A uuencoded body: what stands between its {@code begin} line and its {@code end} line. A body
 * without a {@code begin} line is taken as it is. The library's decoder is not used because it
 * refuses lines that readers take, such as those whose trailing spaces were lost on the way.
 */
final class UuBody implements DecodedBody {
  private static final int LINE = 45;

  private final byte[] raw;
  private final long from;
  private final String lineEnd;
  private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();
  private final byte[] bytes;
  private int dataStart = -1;
  private int dataEnd;

  static UuBody decode(Octets source, long from, long to) throws IOException {
    return new UuBody(source.slice(from, to), from, TransferEncoding.lineEnd(source, from, to));
  }

  private UuBody(byte[] raw, long from, String lineEnd) {
    this.raw = raw;
    this.from = from;
    this.lineEnd = lineEnd;
    this.dataEnd = raw.length;
    int next;
    for (int at = 0; at < raw.length; at = next) {
      int end = at;
      while (end < raw.length && raw[end] != '\n' && raw[end] != '\r') {
        end++;
      }
      next = afterLineEnd(end);
      if (!takeLine(at, end, next)) {
        break;
      }
    }
    this.bytes = dataStart < 0 ? raw : decoded.toByteArray();
  }

  private int afterLineEnd(int end) {
    boolean crLf = end + 1 < raw.length && raw[end] == '\r' && raw[end + 1] == '\n';
    return Math.min(raw.length, end + (crLf ? 2 : 1));
  }

  /** Whether the data may go on after this line. */
  private boolean takeLine(int at, int end, int next) {
    String start = new String(raw, at, Math.min(6, end - at), StandardCharsets.ISO_8859_1);
    if (dataStart < 0) {
      dataStart = start.equals("begin ") ? next : -1;
      return true;
    }
    if (start.strip().equals("end")) {
      dataEnd = at;
      return false;
    }
    takeData(at, end);
    return true;
  }

  private void takeData(int at, int end) {
    int count = value(at, end);
    for (int i = 0; i < count; i++) {
      int from = at + 1 + i / 3 * 4 + i % 3;
      int pair = (value(from, end) << 6) | value(from + 1, end);
      decoded.write(pair >> (4 - 2 * (i % 3)));
    }
  }

  /** What is missing at a line's end were spaces, which count as nought. */
  private int value(int at, int end) {
    return at < end ? (raw[at] - 32) & 63 : 0;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  /** Where in the body the data begins: below the {@code begin} line. */
  int dataStart() {
    return Math.max(0, dataStart);
  }

  /** Where in the body the data ends: above the {@code end} line. */
  int dataEnd() {
    return dataEnd;
  }

  @Override
  public void splice(List<ByteEdit> edits, Splices into) {
    if (dataStart < 0) {
      new PlainBody(raw, from).splice(edits, into);
    } else if (!edits.isEmpty()) {
      Content edited = ByteEdit.applied(bytes, edits);
      into.replace(from + dataStart, from + dataEnd, out -> encode(edited, out));
    }
  }

  private void encode(Content edited, OutputStream out) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    edited.writeTo(all);
    InputStream in = new ByteArrayInputStream(all.toByteArray());
    byte[] line;
    do {
      line = in.readNBytes(LINE);
      StringBuilder text = new StringBuilder().append(digit(line.length));
      for (int i = 0; i < line.length; i += 3) {
        int triple = (octet(line, i) << 16) | (octet(line, i + 1) << 8) | octet(line, i + 2);
        for (int shift = 18; shift >= 0; shift -= 6) {
          text.append(digit((triple >> shift) & 63));
        }
      }
      out.write(text.append(lineEnd).toString().getBytes(StandardCharsets.US_ASCII));
    } while (line.length > 0);
  }

  private static int octet(byte[] line, int i) {
    return i < line.length ? line[i] & 0xff : 0;
  }

  private static char digit(int value) {
    return value == 0 ? '`' : (char) (value + 32);
  }
}
