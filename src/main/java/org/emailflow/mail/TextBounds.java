package org.emailflow.mail;

/**
 * Where an address or a host name in running text begins and ends: the grammar of whole addresses.
 *
 * <p>The character before an address is none of {@code A-Za-z0-9._+-}, and what follows is no
 * letter, digit or hyphen, and no dot before one. The letters are ASCII on both sides: in running
 * Japanese no space parts an address from the words around it.
 *
 * <p>Two signs on the left are punctuation nevertheless, because no address begins with them:
 * underscores that are emphasis, closed after the address ({@code _ann@…_} as Markdown has it), and
 * dots that cannot be in an address (RFC 5321 section 4.1.2: first, or three in a row). Two in a
 * row within a word stay part of an address, since there are providers that had such.
 */
final class TextBounds {

  /** Emphasis is closed on the same line, and not far off. */
  private static final int LONGEST_EMPHASIS = 500;

  private static final int ELLIPSIS = 3;

  private TextBounds() {}

  /** Whether what stands before {@code start} cannot begin the address that ends at {@code end}. */
  static boolean beginsWhole(CharSequence text, int start, int end) {
    if (start == 0 || !isLocal(text.charAt(start - 1))) {
      return true;
    }
    char sign = text.charAt(start - 1);
    int run = start - 1;
    while (run > 0 && text.charAt(run - 1) == sign) {
      run--;
    }
    boolean first = run == 0 || !isLocal(text.charAt(run - 1));
    return switch (sign) {
      case '.' -> first || start - run >= ELLIPSIS;
      case '_' -> first && isEmphasis(text, end);
      default -> false;
    };
  }

  /** Whether an underscore at {@code from}, or further on in the line, closes an emphasis. */
  private static boolean isEmphasis(CharSequence text, int from) {
    int limit = Math.min(text.length(), from + LONGEST_EMPHASIS);
    for (int i = from; i < limit && text.charAt(i) != '\n'; i++) {
      boolean closes = text.charAt(i) == '_' && text.charAt(i - 1) > ' ';
      if (closes && (i + 1 == text.length() || !isOfWord(text.charAt(i + 1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfWord(char c) {
    return c == '_' || c == '-' || c == '+' || isAlphanumeric(c);
  }

  /** Whether what stands at {@code end} cannot go on a domain name. */
  static boolean endsWhole(CharSequence text, int end) {
    if (end >= text.length()) {
      return true;
    }
    char c = text.charAt(end);
    if (c == '.') {
      return end + 1 >= text.length() || !isAlphanumeric(text.charAt(end + 1));
    }
    return c != '-' && !isAlphanumeric(c);
  }

  /** Whether a character can be in the local part of an address, as most have it. */
  static boolean isLocal(char c) {
    return isAlphanumeric(c) || c == '.' || c == '_' || c == '+' || c == '-';
  }

  static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
