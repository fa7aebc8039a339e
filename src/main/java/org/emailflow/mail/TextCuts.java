package org.emailflow.mail;

import java.io.IOException;

/**
 * Where a long text can be cut into pieces without cutting an address in two: after a line end that
 * is no fold and no soft break, outside a tag.
 *
 * <p>Where a piece has no such place, the cut is made where no sign of an address is near; and
 * where there is none either, at the end of the piece. Such a text (a million characters without a
 * line end, thick with signs) is nothing that a person or a mail program writes.
 */
final class TextCuts {

  /** A piece of text in bytes; the views of it take up to a hundred times as much. */
  static final int PIECE = 1 << 18;

  private static final int NEAR = 512;
  private static final int LONGEST_TAG = 4096;

  private TextCuts() {}

  /** Where the piece of {@code [from, to)} that begins at {@code from} ends. */
  static long end(Octets source, long from, long to) throws IOException {
    if (to - from <= PIECE) {
      return to;
    }
    byte[] piece = source.slice(from, from + PIECE);
    return from + end(piece);
  }

  /** How much of a full piece can be taken; more follows it. */
  static int end(byte[] piece) {
    for (int i = piece.length - 2; i > 1; i--) {
      if (piece[i] == '\n' && isBreak(piece, i) && !isInTag(piece, i)) {
        return i + 1;
      }
    }
    for (int i = piece.length - 4; i > 0; i -= 2) {
      if (isWideBreak(piece, i)) {
        return i + 2;
      }
    }
    for (int i = piece.length - NEAR; i > NEAR; i -= NEAR) {
      if (isQuiet(piece, i)) {
        return i;
      }
    }
    return piece.length;
  }

  /** Whether the line end is one to every reader. */
  private static boolean isBreak(byte[] piece, int at) {
    byte next = piece[at + 1];
    byte before = piece[at - 1] == '\r' ? piece[at - 2] : piece[at - 1];
    return next != ' '
        && next != '\t'
        && next != 0
        && before != ' '
        && before != '='
        && before != '\t'
        && before != 0;
  }

  /** A line end in 16 bits that no space follows; pieces begin at whole characters. */
  private static boolean isWideBreak(byte[] piece, int at) {
    boolean little = piece[at] == '\n' && piece[at + 1] == 0;
    boolean big = piece[at] == 0 && piece[at + 1] == '\n';
    return (little && piece[at + 2] != ' ') || (big && piece[at + 3] != ' ');
  }

  private static boolean isInTag(byte[] piece, int at) {
    for (int i = at; i >= 0 && i > at - LONGEST_TAG; i--) {
      if (piece[i] == '<' || piece[i] == '>') {
        return piece[i] == '<';
      }
    }
    return false;
  }

  private static boolean isQuiet(byte[] piece, int at) {
    for (int i = at - NEAR; i < at + NEAR; i++) {
      byte b = piece[i];
      if (b == '@' || b == '%' || b == '&' || b == '=' || b == 0) {
        return false;
      }
    }
    return piece[at] >= 0;
  }
}
