package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lines over the 998 octets that RFC 5322 section 2.1.1 allows: an address may be longer than the
 * one that it takes the place of.
 */
final class LongLines {

  static final int LONGEST = 998;

  private LongLines() {}

  /** Whether a line in which something is edited is too long afterwards. */
  static boolean areMade(byte[] bytes, List<ByteEdit> edits) {
    int done = 0;
    int column = 0;
    for (int i = 0; i < edits.size(); i++) {
      ByteEdit edit = edits.get(i);
      int lineStart = lineStart(bytes, edit.start(), done);
      column = edit.start() - lineStart + (lineStart > done ? 0 : column);
      for (byte b : edit.replacement()) {
        column = b == '\n' ? 0 : column + 1;
        if (column > LONGEST) {
          return true;
        }
      }
      done = edit.end();
      boolean last = i + 1 == edits.size();
      if (column + restOfLine(bytes, done, last ? bytes.length : edits.get(i + 1).start())
          > LONGEST) {
        return true;
      }
    }
    return false;
  }

  private static int lineStart(byte[] bytes, int at, int stop) {
    int i = at;
    while (i > stop && bytes[i - 1] != '\n') {
      i--;
    }
    return i;
  }

  private static int restOfLine(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && i <= from + LONGEST && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i - from;
  }

  /** The text with line ends put into long lines, in place of a space where there is one. */
  static byte[] cut(byte[] text, String lineEnd) {
    byte[] separator = lineEnd.getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 64);
    int start = 0;
    int space = -1;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        out.write(text, start, i + 1 - start);
        start = i + 1;
        space = -1;
      } else if (text[i] == ' ' && i > start) {
        space = i;
      }
      if (i - start >= LONGEST - 2) {
        int end = space > start ? space : i;
        out.write(text, start, end - start);
        out.writeBytes(separator);
        start = end + (end == space ? 1 : 0);
        space = -1;
      }
    }
    out.write(text, start, text.length - start);
    return out.toByteArray();
  }
}
