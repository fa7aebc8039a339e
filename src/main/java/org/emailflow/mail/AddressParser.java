package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads one field of addresses; see {@link AddressList#parse} for what it takes.
 *
 * <p>Our own, because the library's parser refuses a whole field for one mistake in it, and gives
 * names only after a decoding that cannot be told from what was written.
 */
final class AddressParser {
  private final String s;
  private final EncodedWords words;
  private final List<Mailbox> found = new ArrayList<>();
  private int at;

  /** No quote after this one is closed. */
  private int lastQuote = Integer.MAX_VALUE;

  /** Text outside of brackets, quoted strings with and without their quotes; comments. */
  private final StringBuilder bare = new StringBuilder();

  private final StringBuilder phrase = new StringBuilder();
  private final StringBuilder comment = new StringBuilder();
  private String angle;

  AddressParser(String body) {
    this.s = body;
    this.words = new EncodedWords(body);
  }

  List<Mailbox> parse() {
    while (at < s.length()) {
      char c = s.charAt(at);
      switch (c) {
        case '"' -> takeQuoted();
        case '(' -> takeComment();
        case '<' -> takeAngle();
        case ',', ';' -> {
          at++;
          flush();
        }
        case ':' -> takeColon();
        default -> takeText(c);
      }
    }
    flush();
    return List.copyOf(found);
  }

  /**
   * An encoded-word is one thing even where it holds what it must not, such as a comma. What means
   * nothing by itself goes along.
   */
  private void takeText(char c) {
    int end = Math.max(at + 1, c == '=' ? words.end(at) : -1);
    if (!Character.isWhitespace(c)) {
      endMailbox();
      while (end < s.length() && isPlain(s.charAt(end))) {
        end++;
      }
    }
    bare.append(s, at, end);
    phrase.append(s, at, end);
    at = end;
  }

  /** None of white space and of what {@link #parse} or an encoded-word begins with. */
  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '@'
        || c == '-';
  }

  private void takeQuoted() {
    int from = at++;
    if (from > lastQuote) {
      return;
    }
    endMailbox();
    StringBuilder inside = new StringBuilder();
    while (at < s.length() && s.charAt(at) != '"') {
      if (s.charAt(at) == '\\' && at + 1 < s.length()) {
        at++;
      }
      inside.append(s.charAt(at++));
    }
    if (at >= s.length()) {
      // A quote that is never closed quotes nothing; nor does any after it.
      at = from + 1;
      lastQuote = from;
      return;
    }
    at++;
    bare.append(s, from, at);
    phrase.append(inside);
  }

  /** What follows an address in brackets is another mailbox, even without a comma. */
  private void endMailbox() {
    if (angle != null) {
      flush();
    }
  }

  private void takeComment() {
    int from = at + 1;
    skipComment();
    comment.append(comment.length() == 0 ? "" : " ").append(s, from, Math.max(from, at - 1));
    bare.append(' ');
    phrase.append(' ');
  }

  private void skipComment() {
    int depth = 0;
    do {
      char c = s.charAt(at++);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      at += c == '\\' ? 1 : 0;
    } while (depth > 0 && at < s.length());
    at = Math.min(at, s.length());
  }

  /** After a group's name; {@code mailto:} goes the same way. */
  private void takeColon() {
    if (bare.indexOf("@") >= 0) {
      takeText(':');
      return;
    }
    at++;
    clear();
  }

  private void takeAngle() {
    endMailbox();
    while (at < s.length() && s.charAt(at) == '<') {
      at++;
    }
    StringBuilder inside = new StringBuilder();
    boolean route = s.startsWith("@", at);
    boolean quoted = false;
    while (at < s.length()) {
      char c = s.charAt(at);
      quoted ^= c == '"';
      if (!quoted && (c == '>' || c == '<' || (c == ',' && !route))) {
        break;
      }
      if (!quoted && c == '(') {
        skipComment();
        continue;
      }
      int end = Math.min(s.length(), at + (c == '\\' ? 2 : 1));
      inside.append(s, at, end);
      at = end;
    }
    angle = withoutRoute(inside.toString());
    while (at < s.length() && s.charAt(at) == '>') {
      at++;
    }
  }

  private static String withoutRoute(String inside) {
    int colon = inside.lastIndexOf(':');
    boolean prefixed = colon >= 0 && inside.indexOf('@', colon) > 0;
    return prefixed && inside.indexOf('"') < 0 ? inside.substring(colon + 1) : inside;
  }

  private void flush() {
    if (angle != null && isAddress(withoutBlanks(angle))) {
      add(phrase.toString().strip(), withoutBlanks(angle));
    } else {
      addBare();
    }
    clear();
  }

  /** Addresses without brackets: each word that has an {@code @} is one. */
  private void addBare() {
    StringBuilder names = new StringBuilder();
    for (String word : glued(words(bare.toString()))) {
      if (isAddress(word) && !word.startsWith("=?")) {
        add(names.toString().strip(), word);
        names.setLength(0);
      } else {
        names.append(word).append(' ');
      }
    }
  }

  private void add(String name, String address) {
    String shown = name.isEmpty() ? comment.toString().strip() : name;
    found.add(new Mailbox(shown.isEmpty() ? null : EncodedWords.decode(shown), address));
  }

  private void clear() {
    bare.setLength(0);
    phrase.setLength(0);
    comment.setLength(0);
    angle = null;
  }

  /** Cuts at white space outside of quotes. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      quoted ^= c == '"';
      if (i == text.length() || (Character.isWhitespace(c) && !quoted)) {
        if (i > from) {
          words.add(text.substring(from, i));
        }
        from = i + 1;
      }
    }
    return words;
  }

  /** White space may stand around the parts of an address (obs-addr-spec): "ann @ x . example". */
  private static List<String> glued(List<String> words) {
    List<String> out = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    boolean open = true;
    for (String word : words) {
      boolean joins = word.startsWith("@") || word.startsWith(".");
      if (!open && !joins) {
        out.add(current.toString());
        current.setLength(0);
      }
      current.append(word);
      open = word.endsWith("@") || word.equals(".");
    }
    if (current.length() > 0) {
      out.add(current.toString());
    }
    return out;
  }

  private static String withoutBlanks(String address) {
    int quote = address.lastIndexOf('"');
    StringBuilder out = new StringBuilder(address.strip().length());
    for (int i = 0; i < address.length(); i++) {
      if (i < quote || !Character.isWhitespace(address.charAt(i))) {
        out.append(address.charAt(i));
      }
    }
    return out.toString().strip();
  }

  private static boolean isAddress(String word) {
    return word.indexOf('@') > 0 && !word.endsWith("@");
  }
}
