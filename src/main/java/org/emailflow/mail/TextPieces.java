package org.emailflow.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Walks over the decoded bytes of a text body of any size, a piece at a time. */
final class TextPieces {

  /** What is uuencoded is decoded in memory. Nobody writes text in it any more. */
  private static final long LARGEST_IN_MEMORY = 4L << 20;

  private TextPieces() {}

  /** What is done with each piece. */
  interface Step {
    void take(byte[] bytes) throws MailException, IOException;
  }

  /**
   * Hands out the pieces of a body in any transfer encoding, in order.
   *
   * @throws MailException {@code text-too-large}, and what the step throws
   */
  static void forEach(Octets source, long from, long to, String encoding, Step step)
      throws MailException, IOException {
    if (encoding.equals("base64")) {
      forEachOfBase64(source, from, to, step);
    } else if (TransferEncoding.isInPlace(encoding)) {
      long end;
      for (long at = from; at < to; at = end) {
        end = TextCuts.end(source, at, to);
        step.take(TransferEncoding.decode(source, at, end, encoding).bytes());
      }
    } else {
      forEach(uu(source, from, to).bytes(), step);
    }
  }

  static void forEachOfBase64(Octets source, long from, long to, Step step)
      throws MailException, IOException {
    try (InputStream in = new Base64Input(source.stream(from, to))) {
      forEach(in, step);
    }
  }

  /** What a stream still has; it stays open. */
  static void forEach(InputStream in, Step step) throws MailException, IOException {
    byte[] rest = new byte[0];
    boolean last = false;
    while (!last) {
      byte[] bytes = joined(rest, in.readNBytes(TextCuts.PIECE - rest.length));
      last = bytes.length < TextCuts.PIECE;
      int end = last ? bytes.length : TextCuts.end(bytes);
      step.take(Arrays.copyOf(bytes, end));
      rest = Arrays.copyOfRange(bytes, end, bytes.length);
    }
  }

  static void forEach(byte[] bytes, Step step) throws MailException, IOException {
    for (int at = 0; at < bytes.length; ) {
      byte[] next = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + TextCuts.PIECE));
      int end = next.length < TextCuts.PIECE ? next.length : TextCuts.end(next);
      step.take(Arrays.copyOf(next, end));
      at += end;
    }
  }

  /** A uuencoded body. */
  static UuBody uu(Octets source, long from, long to) throws MailException, IOException {
    if (to - from > LARGEST_IN_MEMORY) {
      throw new MailException("text-too-large", "a uuencoded text is larger than 4 MB");
    }
    return UuBody.decode(source, from, to);
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
