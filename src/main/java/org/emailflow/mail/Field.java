package org.emailflow.mail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One field of a header section, as it stands in the source: its exact bytes, and readings of them.
 *
 * <p>The bytes are shared with the other fields of the section and not copied. Immutable.
 */
public final class Field {
  private final byte[] section;
  private final long base;
  private final int from;
  private final int to;
  private final int nameLength;
  private final int colon;

  /**
   * @param section the bytes of the whole header section
   * @param base where the section starts in the source
   */
  Field(byte[] section, long base, Shape shape) {
    this.section = section;
    this.base = base;
    this.from = (int) (shape.start() - base);
    this.to = (int) (shape.end() - base);
    this.nameLength = shape.nameLength();
    this.colon = shape.colon();
  }

  /** Where a field stands in the source, found before its bytes are fetched. */
  record Shape(long start, long end, int nameLength, int colon) {
    Shape until(long newEnd) {
      return new Shape(start, newEnd, nameLength, colon);
    }
  }

  /** The offset of its first byte in the source. */
  public long start() {
    return base + from;
  }

  /** The offset after its last line end. */
  public long end() {
    return base + to;
  }

  /** The offset after the colon. */
  public long bodyStart() {
    return base + from + colon + 1;
  }

  /** The name as written, without white space before the colon. */
  public String name() {
    return new String(section, from, nameLength, StandardCharsets.US_ASCII);
  }

  /**
   * Whether it has this name, in any case.
   *
   * @param name in ASCII, as names of fields are
   */
  public boolean is(String name) {
    if (name.length() != nameLength) {
      return false;
    }
    for (int i = 0; i < nameLength; i++) {
      if (lower(section[from + i]) != lower((byte) name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  /** All its bytes, folds and line end included. */
  public byte[] raw() {
    return Arrays.copyOfRange(section, from, to);
  }

  /**
   * What follows the colon, unfolded and trimmed: line ends and NULs are taken out, all other bytes
   * are read as UTF-8 if they are that (RFC 6532), else as ISO-8859-1.
   */
  public String body() {
    return HeaderText.read(bodyBytes());
  }

  /** As {@link #body()}, with each byte as one character, for what is matched against bytes. */
  String latin1() {
    return new String(bodyBytes(), StandardCharsets.ISO_8859_1);
  }

  /** {@link #body()} with the encoded-words of RFC 2047 decoded, as a reader would see it. */
  public String text() {
    return EncodedWords.decode(body());
  }

  private byte[] bodyBytes() {
    byte[] out = new byte[to - from - colon - 1];
    int n = 0;
    for (int i = from + colon + 1; i < to; i++) {
      byte b = section[i];
      if (b != '\r' && b != '\n' && b != 0) {
        out[n++] = b;
      }
    }
    int start = 0;
    while (start < n && isBlank(out[start])) {
      start++;
    }
    while (n > start && isBlank(out[n - 1])) {
      n--;
    }
    return Arrays.copyOfRange(out, start, n);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  @Override
  public String toString() {
    return name() + ": " + body();
  }
}
