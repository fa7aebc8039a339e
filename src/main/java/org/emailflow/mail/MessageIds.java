package org.emailflow.mail;

import java.util.ArrayList;
import java.util.HashSet;
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
  static final int LONGEST = 900;

  /** How many ids of a thread go on. */
  private static final int MOST = 100;

  private MessageIds() {}

  /** The id of a message, with its angle brackets. */
  public static Optional<String> of(Header header) {
    return header.first("Message-ID").flatMap(f -> in(f.body()).stream().findFirst());
  }

  /** The ids in a field body, each with its angle brackets. */
  public static List<String> in(String body) {
    Set<String> ids = new LinkedHashSet<>();
    int open = -1;
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == '<') {
        open = i;
      } else if (c == '>' && open >= 0) {
        add(body.substring(open + 1, i).strip(), ids);
        open = -1;
      } else if (c == '(' && open < 0) {
        i = Comments.end(body, i) - 1;
      } else if (c == '"' && open < 0) {
        i = quotedEnd(body, i);
      }
    }
    if (body.indexOf('<') < 0) {
      bare(body, ids);
    }
    return new ArrayList<>(ids);
  }

  /**
   * The ids in a field body, of a very long thread the first and the last ones: more no program
   * shows, and each is looked up.
   */
  static List<String> thread(String body) {
    List<String> ids = in(body);
    if (ids.size() <= MOST) {
      return ids;
    }
    List<String> kept = new ArrayList<>(ids.subList(0, 1));
    kept.addAll(ids.subList(ids.size() - MOST + 1, ids.size()));
    return kept;
  }

  /** The id of a message, and those of its thread that go on. */
  static Set<String> ofThread(Header header) {
    Set<String> ids = new HashSet<>();
    for (String name : List.of("Message-ID", "In-Reply-To", "References")) {
      header.first(name).ifPresent(f -> ids.addAll(thread(f.body())));
    }
    return ids;
  }

  private static void add(String id, Set<String> ids) {
    if (!id.isEmpty() && id.length() <= LONGEST && isClean(id)) {
      ids.add("<" + id + ">");
    }
  }

  private static void bare(String body, Set<String> ids) {
    for (String word : Comments.without(body).strip().split("[\\s,]+", -1)) {
      if (word.indexOf('@') > 0) {
        add(word, ids);
      }
    }
  }

  private static int quotedEnd(String body, int open) {
    int close = body.indexOf('"', open + 1);
    return close < 0 ? open : close;
  }

  private static boolean isClean(String id) {
    return !Chars.any(id, Character::isISOControl);
  }
}
