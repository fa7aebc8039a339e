package org.emailflow.mail;

import java.text.Normalizer;

/**
 * A text as it is seen: without what has no width, and each character in the form that a reader, or
 * a program that normalizes it, takes it for.
 *
 * <p>What is left out: control characters, and what Unicode calls default-ignorable (soft hyphens,
 * joiners, marks of direction, fillers, variation selectors, tags). What changes: characters of
 * which NFKC makes one of ASCII (full-width and mathematical letters, circled ones), the dots that
 * part labels of a domain (RFC 3490 section 3.1), and a letter with a mark behind it, which becomes
 * one character (NFC).
 */
final class VisibleText {

  /** Default-ignorable code points (Unicode, DerivedCoreProperties), first and last of each run. */
  private static final int[] IGNORABLE = {
    0xAD, 0xAD, 0x34F, 0x34F, 0x61C, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F,
    0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF,
    0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF
  };

  /** Blocks, first and last, that hold characters of which NFKC makes one of ASCII. */
  private static final int[] BLOCKS = {
    0xAA, 0xBA, 0x2B0, 0x2E3, 0x1D2C, 0x1D6A, 0x2024, 0x2024, 0x2070, 0x214F, 0x2160, 0x217F,
    0x2460, 0x24FF, 0x2C7C, 0x2C7D, 0xFE50, 0xFE6B, 0x1D400, 0x1D7FF, 0x1F100, 0x1F16F
  };

  private static final int FULL_WIDTH_FIRST = 0xFF01;
  private static final int FULL_WIDTH_LAST = 0xFF5E;
  private static final int FULL_WIDTH_OFFSET = 0xFEE0;

  /** More marks on one letter make no letter. */
  private static final int MOST_MARKS = 8;

  private final TextView text;
  private final TextView.Editor editor;
  private int done;

  private VisibleText(TextView text) {
    this.text = text;
    this.editor = new TextView.Editor(text);
  }

  static TextView of(TextView text) {
    VisibleText visible = new VisibleText(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7F) {
        i = visible.look(i) - 1;
      }
    }
    return visible.editor.view();
  }

  /** Puts what is seen in place of the character at {@code at}; returns where the next begins. */
  private int look(int at) {
    char c = text.charAt(at);
    boolean pair = Character.isHighSurrogate(c) && isLow(at + 1);
    int end = pair ? at + 2 : at + 1;
    int point = pair ? Character.toCodePoint(c, text.charAt(at + 1)) : c;
    if (isInvisible(point) || (c == 0 && isStray(at))) {
      replace(at, end, "");
    } else if (isMark(c)) {
      return at > done ? compose(at) : end;
    } else {
      int ascii = asciiForm(point);
      if (ascii >= 0) {
        replace(at, end, String.valueOf((char) ascii));
      }
    }
    return end;
  }

  /**
   * Whether a NUL is no half of a character of 16 bits: of their ASCII every second octet is one.
   */
  private boolean isStray(int at) {
    return !isNul(at - 2) && !isNul(at + 2);
  }

  private boolean isNul(int at) {
    return at >= 0 && at < text.length() && text.charAt(at) == 0;
  }

  private boolean isLow(int at) {
    return at < text.length() && Character.isLowSurrogate(text.charAt(at));
  }

  private void replace(int start, int end, String value) {
    editor.replace(start, end, value);
    done = end;
  }

  /** Joins the marks that begin at {@code first} with the letter before them. */
  private int compose(int first) {
    int end = first;
    while (end < text.length() && end - first < MOST_MARKS && isMark(text.charAt(end))) {
      end++;
    }
    String parts = text.subSequence(first - 1, end);
    String joined = Normalizer.normalize(parts, Normalizer.Form.NFC);
    if (joined.length() < parts.length()) {
      replace(first - 1, end, joined);
    }
    return end;
  }

  /** Whether NFC may join the character with the one before it; in scripts with letters of both. */
  private static boolean isMark(char c) {
    return c >= 0x300
        && (c <= 0x345
            || (c >= 0x653 && c <= 0x655)
            || (c >= 0x1161 && c <= 0x11C2)
            || c == 0x3099
            || c == 0x309A);
  }

  private static int asciiForm(int c) {
    if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST) {
      return c - FULL_WIDTH_OFFSET;
    }
    if (c == 0x3002 || c == 0xFF61) {
      return '.';
    }
    String form =
        isIn(BLOCKS, c) ? Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC) : "";
    return form.length() == 1 && form.charAt(0) < 0x80 ? form.charAt(0) : -1;
  }

  /** But for NUL, which is half of a character of 16 bits as often as not. */
  private static boolean isInvisible(int c) {
    return c < 0x20 ? (c > 0 && c < '\t') || c > '\r' : c == 0x7F || isIn(IGNORABLE, c);
  }

  private static boolean isIn(int[] ranges, int c) {
    for (int i = 0; i < ranges.length && c >= ranges[i]; i += 2) {
      if (c <= ranges[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
