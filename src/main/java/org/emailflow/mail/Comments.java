package org.emailflow.mail;

/** Comments of RFC 5322 in a structured field: in parentheses, nested, with quoted pairs. */
final class Comments {

  private Comments() {}

  /** The index after the comment that opens at {@code open}; the end where it is never closed. */
  static int end(String body, int open) {
    int depth = 0;
    for (int i = open; i < body.length(); i++) {
      switch (body.charAt(i)) {
        case '\\' -> i++;
        case '(' -> depth++;
        case ')' -> depth--;
        default -> {}
      }
      if (depth == 0) {
        return i + 1;
      }
    }
    return body.length();
  }

  /** The body with each comment made a space; quoted strings are left alone. */
  static String without(String body) {
    StringBuilder out = new StringBuilder(body.length());
    boolean quoted = false;
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (quoted && c == '\\' && i + 1 < body.length()) {
        out.append(c).append(body.charAt(++i));
        continue;
      }
      quoted ^= c == '"';
      if (c == '(' && !quoted) {
        i = end(body, i) - 1;
        out.append(' ');
      } else {
        out.append(c);
      }
    }
    return out.toString().strip();
  }
}
