package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Encodes bytes as quoted-printable (RFC 2045 section 6.7), from any place in a line on: lines have
 * at most 76 characters, and line ends stay what they are.
 */
final class QuotedPrintableWriter {

  static final int LONGEST = 76;

  /** No byte follows that is known of. */
  static final int NOTHING = -1;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final byte[] softBreak;
  private int column;

  /**
   * @param column how many characters stand on the line already
   */
  QuotedPrintableWriter(int column, String lineEnd) {
    this.column = column;
    this.softBreak = ("=" + lineEnd).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Encodes a text.
   *
   * @param lineEndsAfter whether a line end follows it, before which no white space may stand
   */
  void write(byte[] text, boolean lineEndsAfter) {
    for (int i = 0; i < text.length; i++) {
      write(text[i], i + 1 < text.length ? text[i + 1] : lineEndsAfter ? '\n' : NOTHING);
    }
  }

  /**
   * Encodes one byte.
   *
   * @param next the one that follows, or {@link #NOTHING}
   */
  void write(byte b, int next) {
    if (b == '\n' || (b == '\r' && (next == NOTHING || next == '\n'))) {
      out.write(b);
      column = 0;
    } else if (isLiteral(b) || (isBlank(b) && next != '\r' && next != '\n')) {
      put(b);
    } else {
      put('=', HEX[(b >> 4) & 15], HEX[b & 15]);
    }
  }

  /** Breaks the line where the rest of it, which is written already, would not fit. */
  void makeRoom(int rest) {
    if (rest > 0 && column > 0 && column + rest > LONGEST) {
      breakLine();
    }
  }

  /** How many characters stand on the line. */
  int column() {
    return column;
  }

  /** How many bytes {@link #take} would hand out. */
  int size() {
    return out.size();
  }

  /** What was encoded since the last call. */
  byte[] take() {
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }

  private void put(int... token) {
    if (column + token.length > LONGEST - 1) {
      breakLine();
    }
    for (int b : token) {
      out.write(b);
    }
    column += token.length;
  }

  private void breakLine() {
    out.writeBytes(softBreak);
    column = 0;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isLiteral(byte b) {
    return b > ' ' && b < 0x7f && b != '=';
  }
}
