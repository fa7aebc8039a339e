package org.emailflow.mail;

import java.util.stream.IntStream;

/**
 * Signs that stand in a text, found in one pass: what cannot be there is not looked for, and most
 * text is plain.
 *
 * @param at an {@code @}, in some form of it
 * @param escapes {@code &} or {@code %}, with which HTML and URLs write other signs
 * @param backslash with which scripts, style sheets and calendars do
 * @param equalsSign with which quoted-printable does
 * @param colon behind which the id of a link may stand
 * @param link {@code =} or {@code /}, which part the values in a URL
 * @param odd control characters, or such as are not ASCII
 * @param quoted an {@code @} or a soft break as quoted-printable writes it
 */
record Signs(
    boolean at,
    boolean escapes,
    boolean backslash,
    boolean equalsSign,
    boolean colon,
    boolean link,
    boolean odd,
    boolean quoted) {

  /** Signs that a program which normalizes text (NFKC) makes an {@code @} of. */
  static final char FULL_WIDTH_AT = '\uFF20';

  static final char SMALL_AT = '\uFE6B';

  private static final int AT = 1;
  private static final int ESCAPES = 2;
  private static final int BACKSLASH = 4;
  private static final int EQUALS = 8;
  private static final int COLON = 16;
  private static final int LINK = 32;
  private static final int ODD = 64;
  private static final int[] ASCII = IntStream.range(0, 0x80).map(Signs::asciiSign).toArray();

  static Signs of(CharSequence any) {
    String text = any.toString();
    int seen = 0;
    for (int i = 0; i < text.length(); i++) {
      seen |= sign(text.charAt(i));
    }
    return new Signs(
        (seen & AT) != 0,
        (seen & ESCAPES) != 0,
        (seen & BACKSLASH) != 0,
        (seen & EQUALS) != 0,
        (seen & COLON) != 0,
        (seen & LINK) != 0,
        (seen & ODD) != 0,
        (seen & EQUALS) != 0 && isQuoted(text));
  }

  private static boolean isQuoted(String text) {
    return text.contains("=40") || text.contains("=\n") || text.contains("=\r\n");
  }

  private static int sign(char c) {
    if (c < ASCII.length) {
      return ASCII[c];
    }
    return c == FULL_WIDTH_AT || c == SMALL_AT ? AT | ODD : ODD;
  }

  private static int asciiSign(int c) {
    return switch (c) {
      case '@' -> AT;
      case '&', '%' -> ESCAPES;
      case '\\' -> BACKSLASH;
      case '=' -> EQUALS | LINK;
      case ':' -> COLON;
      case '/' -> LINK;
      case '\t', '\n', '\r' -> 0;
      default -> c < ' ' || c == 0x7F ? ODD : 0;
    };
  }

  /**
   * Whether an address can stand in the text, but for quoted-printable without one of {@link
   * #quoted}.
   */
  boolean address() {
    return at || escapes || backslash || quoted;
  }

  /** Whether characters in the text, or in what its escapes stand for, may not be seen as such. */
  boolean mayHide() {
    return odd || escapes || backslash || equalsSign;
  }
}
