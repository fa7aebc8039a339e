package org.emailflow.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Decodes base64 as readers do: what is not of the alphabet is skipped, missing padding is no
 * error, and the first complete padding ends it (a list's footer below it is not part of the body).
 * The JDK's decoder refuses the last two.
 */
final class Base64Input extends InputStream {
  private static final byte[] VALUES = values();

  private final InputStream in;
  private final byte[] chunk = new byte[8 * 1024];
  private int limit;
  private int at;
  private int bits;
  private int sextets;
  private int pads;
  private boolean ended;
  private long before;

  Base64Input(InputStream in) {
    this.in = in;
  }

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }

  /** Whether a byte may stand in an encoded text. */
  static boolean isAlphabet(byte b) {
    return b == '=' || VALUES[b & 0xff] >= 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    int n = 0;
    while (n < count && !ended) {
      if (at == limit && !fill()) {
        break;
      }
      int octet = take(chunk[at++]);
      if (octet >= 0) {
        target[offset + n++] = (byte) octet;
      }
    }
    return n == 0 && count > 0 ? -1 : n;
  }

  /** How many encoded bytes were taken so far. */
  long consumed() {
    return before + at;
  }

  private boolean fill() throws IOException {
    before += limit;
    at = 0;
    limit = Math.max(0, in.read(chunk));
    ended = limit == 0;
    return !ended;
  }

  /** Takes one character; returns the octet that it completes, or -1. */
  private int take(byte c) {
    if (c == '=') {
      ended = sextets >= 2 && sextets + ++pads >= 4;
      return -1;
    }
    int value = VALUES[c & 0xff];
    if (value < 0) {
      return -1;
    }
    pads = 0;
    bits = ((bits << 6) | value) & 0xffff;
    sextets = (sextets + 1) % 4;
    return switch (sextets) {
      case 2 -> (bits >> 4) & 0xff;
      case 3 -> (bits >> 2) & 0xff;
      case 0 -> bits & 0xff;
      default -> -1;
    };
  }
}
