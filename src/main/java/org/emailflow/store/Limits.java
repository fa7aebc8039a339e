package org.emailflow.store;

/**
 * The widths of the columns. Free text is cut to them in Java, so that one message's odd bytes
 * never fail the statement that its whole batch shares; what would become wrong by cutting (an
 * address) is refused before it gets here.
 */
final class Limits {

  static final int NAME = 255;
  static final int REASON = 255;
  static final int ENVELOPE = 998;
  static final int DETAIL = 16_000;
  static final int ADDRESS = 320;
  static final int STATUS = 16;
  static final int REPLY = 512;

  private Limits() {}

  /** At most that many characters (code points, as MariaDB counts them), never half of one. */
  static String clip(String text, int length) {
    if (text.codePointCount(0, text.length()) <= length) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, length));
  }

  static String address(String address) {
    if (address.codePointCount(0, address.length()) > ADDRESS) {
      throw new IllegalArgumentException("an address has at most " + ADDRESS + " characters");
    }
    return address;
  }
}
