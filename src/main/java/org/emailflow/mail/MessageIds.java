package org.emailflow.mail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Message-IDs in a field body (RFC 5322 section 3.6.4), read with tolerance: comments, phrases and
 * other junk between them are passed over, each id counts once, and the order is kept. A body
 * without any angle bracket is taken for bare ids.
 */
public final class MessageIds {

  /** An id that would not fit on a line is none. */
  private static final int LONGEST = 900;

  private MessageIds() {}

  /** The id of a message, with its angle brackets. */
  public static Optional<String> of(Header header) {
    return header.first("Message-ID").flatMap(f -> in(f.body()).stream().findFirst());
  }

  /** The ids in a field body, each with its angle brackets. */
  public static List<String> in(String body) {
    Set<String> ids = new LinkedHashSet<>();
    for (int i = 0; i < body.length(); i++) {
      switch (body.charAt(i)) {
        case '<' -> i = id(body, i, ids);
        case '(' -> i = Comments.end(body, i) - 1;
        case '"' -> i = quotedEnd(body, i);
        default -> {}
      }
    }
    if (body.indexOf('<') < 0) {
      bare(body, ids);
    }
    return new ArrayList<>(ids);
  }

  private static int id(String body, int open, Set<String> ids) {
    int close = body.indexOf('>', open);
    int again = body.indexOf('<', open + 1);
    if (close < 0 || (again >= 0 && again < close)) {
      return open;
    }
    String inner = body.substring(open + 1, close).strip();
    if (!inner.isEmpty() && inner.length() <= LONGEST && isClean(inner)) {
      ids.add("<" + inner + ">");
    }
    return close;
  }

  private static void bare(String body, Set<String> ids) {
    for (String word : Comments.without(body).strip().split("[\\s,]+", -1)) {
      if (word.indexOf('@') > 0 && word.length() <= LONGEST && isClean(word)) {
        ids.add("<" + word + ">");
      }
    }
  }

  private static int quotedEnd(String body, int open) {
    int close = body.indexOf('"', open + 1);
    return close < 0 ? open : close;
  }

  private static boolean isClean(String id) {
    return id.chars().noneMatch(Character::isISOControl);
  }
}
