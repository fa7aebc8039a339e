package org.emailflow.mail;

/** Two hexadecimal digits as an octet, for the encodings that have them. */
final class Hex {
  private Hex() {}

  /** The octet at an index; -1 if there are no two digits. */
  static int octet(CharSequence s, int at) {
    if (at + 1 >= s.length()) {
      return -1;
    }
    return octet(s.charAt(at), s.charAt(at + 1));
  }

  /** The octet of two digits; -1 if one is none. */
  static int octet(int first, int second) {
    int high = digit(first);
    int low = digit(second);
    return high < 0 || low < 0 ? -1 : (high << 4) | low;
  }

  private static int digit(int c) {
    // Character.digit() also takes the digits of other scripts.
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
