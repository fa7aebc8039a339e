package org.emailflow.mail;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes with any of Java's decoders and notes where each character begins: the decoder is given
 * room for one character at a time and asked how far it read. What it does not know becomes one
 * U+FFFD a byte.
 */
final class CharsetWalk {
  private final ByteBuffer in;
  private final CharBuffer out = CharBuffer.allocate(2);
  private final StringBuilder text = new StringBuilder();
  private int[] starts;
  private boolean malformed;

  private CharsetWalk(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
    this.starts = new int[bytes.length + 1];
  }

  static MappedText decode(byte[] bytes, Charset charset) {
    CharsetWalk walk = new CharsetWalk(bytes);
    walk.run(
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
    int[] starts = Arrays.copyOf(walk.starts, walk.text.length() + 1);
    starts[walk.text.length()] = bytes.length;
    // A byte order mark is in no character, and says how the others are written.
    starts[0] = starts.length > 1 ? markLength(charset, bytes) : starts[0];
    return new MappedText(walk.text.toString(), writable(charset, bytes), starts, walk.malformed);
  }

  private void run(CharsetDecoder decoder) {
    while (in.hasRemaining()) {
      int from = in.position();
      CoderResult result = step(decoder);
      int to = in.position();
      for (int i = 0; i < out.position(); i++) {
        append(out.get(i), i == 0 ? from : to);
      }
      if (result.isError()) {
        mark(to, to + result.length());
      } else if (to == from) {
        mark(from, in.limit());
      }
    }
  }

  private CoderResult step(CharsetDecoder decoder) {
    out.clear().limit(1);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isOverflow() && out.position() == 0) {
      // A surrogate pair needs room for two.
      out.limit(2);
      result = decoder.decode(in, out, true);
    }
    return result;
  }

  private void mark(int from, int to) {
    malformed = true;
    for (int i = from; i < to; i++) {
      append('\ufffd', i);
    }
    in.position(to);
  }

  private void append(char c, int start) {
    if (text.length() == starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
    }
    starts[text.length()] = start;
    text.append(c);
  }

  /** The bytes of the mark, where the charset is one whose decoder takes it away. */
  private static int markLength(Charset charset, byte[] bytes) {
    String name = charset.name();
    boolean taken = name.equals("UTF-16") || name.equals("UTF-32") || name.endsWith("-BOM");
    if (!taken || bytes.length < 2) {
      return 0;
    }
    if (name.contains("32")) {
      return bytes.length >= 4 && (isLittle(bytes) || isBig(bytes, 2)) ? 4 : 0;
    }
    return isLittle(bytes) || isBig(bytes, 0) ? 2 : 0;
  }

  private static boolean isLittle(byte[] bytes) {
    return bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe;
  }

  private static boolean isBig(byte[] bytes, int at) {
    return bytes[at] == (byte) 0xfe && bytes[at + 1] == (byte) 0xff;
  }

  /**
   * What replacements are written in. "UTF-16" and those named after it write a mark before each
   * text: what is put in the middle must not have one. "UTF-32" writes the big end first, whatever
   * the text does.
   */
  private static Charset writable(Charset charset, byte[] bytes) {
    String name = charset.name();
    boolean marked = name.equals("UTF-16") || name.equals("UTF-32") || name.endsWith("-BOM");
    if (marked) {
      boolean little =
          name.contains("LE") || (bytes.length > 1 && isLittle(bytes) && !name.contains("BE"));
      return Charset.forName((name.contains("32") ? "UTF-32" : "UTF-16") + (little ? "LE" : "BE"));
    }
    return charset.canEncode() ? charset : StandardCharsets.US_ASCII;
  }
}
