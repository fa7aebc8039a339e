package org.emailflow.mail;

/** Where a name in running text ends: the right side of the grammar of whole addresses. */
final class TextBounds {

  private TextBounds() {}

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

  static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
