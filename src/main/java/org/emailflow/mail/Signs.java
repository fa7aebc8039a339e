package org.emailflow.mail;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * Signs that stand in a text, or in its bytes, found in one pass: what cannot be there is not
 * looked for, and most text is plain.
 *
 * @param seen the kinds of them, as bits
 * @param quoted an {@code @} or a soft break as quoted-printable writes it
 */
record Signs(int seen, boolean quoted) {

  /** Signs that a program which normalizes text (NFKC) makes an {@code @} of. */
  static final char FULL_WIDTH_AT = '\uFF20';

  static final char SMALL_AT = '\uFE6B';

  private static final int AT = 1;
  private static final int ESCAPES = 2;
  private static final int BACKSLASH = 4;
  private static final int EQUALS = 8;
  private static final int COLON = 16;
  private static final int LINK = 32;
  private static final int HYPHEN = 64;
  private static final int ODD = 128;
  private static final int ZERO = 256;
  private static final int SHIFT = 512;
  private static final int HIGH = 1024;

  private static final int[] BYTES = IntStream.range(0, 0x100).map(Signs::kinds).toArray();

  /**
   * Those in bytes. Where they are not {@link #ascii}, no sign of a text can be told from them: it
   * has to be decoded first, and has signs of its own.
   */
  static Signs of(byte[] bytes) {
    int seen = 0;
    for (byte b : bytes) {
      seen |= BYTES[b & 0xFF];
    }
    boolean mayQuote = (seen & EQUALS) != 0 && (seen & (HIGH | SHIFT)) == 0;
    return new Signs(seen, mayQuote && isQuoted(new String(bytes, StandardCharsets.US_ASCII)));
  }

  static Signs of(CharSequence any) {
    String text = any.toString();
    int seen = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      seen |= c < BYTES.length ? BYTES[c] : wideKinds(c);
    }
    return new Signs(seen, (seen & EQUALS) != 0 && isQuoted(text));
  }

  private static boolean isQuoted(String text) {
    return text.contains("=40") || text.contains("=\n") || text.contains("=\r\n");
  }

  private static int wideKinds(char c) {
    return c == FULL_WIDTH_AT || c == SMALL_AT ? AT | ODD | HIGH : ODD | HIGH;
  }

  private static int kinds(int c) {
    return switch (c) {
      case '@' -> AT;
      case '&', '%' -> ESCAPES;
      case '\\' -> BACKSLASH;
      case '=' -> EQUALS | LINK;
      case ':' -> COLON;
      case '/' -> LINK;
      case '-' -> HYPHEN;
      case '\t', '\n', '\r' -> 0;
      case 0 -> ODD | ZERO;
      case 0x0E, 0x0F, 0x1B -> ODD | SHIFT;
      default -> c >= 0x80 ? ODD | HIGH : c < ' ' || c == 0x7F ? ODD : 0;
    };
  }

  /** {@code &} or {@code %}, with which HTML and URLs write other signs. */
  boolean escapes() {
    return has(ESCAPES);
  }

  /** With which scripts, style sheets and calendars do. */
  boolean backslash() {
    return has(BACKSLASH);
  }

  /** With which quoted-printable does. */
  boolean equalsSign() {
    return has(EQUALS);
  }

  /** Behind which the id of a link may stand. */
  boolean colon() {
    return has(COLON);
  }

  /** {@code =} or {@code /}, which part the values in a URL. */
  boolean link() {
    return has(LINK);
  }

  /** With which armour begins. */
  boolean hyphen() {
    return has(HYPHEN);
  }

  /** A zero byte, as text of 16 or 32 bits has. */
  boolean zero() {
    return has(ZERO);
  }

  /** Whether all is ASCII, and nothing shifts to other characters (RFC 1468, ISO 2022). */
  boolean ascii() {
    return !has(HIGH | SHIFT);
  }

  private boolean has(int kinds) {
    return (seen & kinds) != 0;
  }

  /**
   * Whether an address can stand in the text, but for quoted-printable without one of {@link
   * #quoted}.
   */
  boolean address() {
    return has(AT | ESCAPES | BACKSLASH) || quoted;
  }

  /** Whether characters in the text, or in what its escapes stand for, may not be seen as such. */
  boolean mayHide() {
    return has(ODD | ESCAPES | BACKSLASH | EQUALS);
  }
}
