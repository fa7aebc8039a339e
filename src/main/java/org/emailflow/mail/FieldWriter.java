package org.emailflow.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes header fields: ASCII only, folded at 78 characters where there is a place for it (RFC 5322
 * section 2.1.1), never a line over 998, and no control character from any value.
 */
final class FieldWriter {

  /** Above this a word without a place to fold is written as encoded-words. */
  static final int LONGEST_WORD = 900;

  private static final int SOFT_LIMIT = 78;

  private final String lineEnd;

  FieldWriter(String lineEnd) {
    this.lineEnd = lineEnd;
  }

  /** Free text: as it is where it is ASCII, else in encoded-words (RFC 2047). */
  byte[] unstructured(String name, String text) {
    String clean = withoutControls(text).strip();
    return tokens(name, isPlain(clean) ? words(clean) : spaced(EncodedWords.encode(clean)));
  }

  /** Tokens parted by single spaces; a fold only ever stands between two of them. */
  byte[] structured(String name, List<String> tokens) {
    return tokens(name, spaced(tokens));
  }

  /** A field whose body is ASCII and has no place to fold. */
  byte[] line(String name, String body) {
    return tokens(name, List.of(" " + withoutControls(body).strip()));
  }

  /** Mailboxes, as {@link AddressList#format} writes them. */
  byte[] mailboxes(String name, List<Mailbox> mailboxes) {
    String body = AddressList.format(mailboxes, name.length() + 2, lineEnd);
    return (name + ": " + body + lineEnd).getBytes(StandardCharsets.UTF_8);
  }

  String lineEnd() {
    return lineEnd;
  }

  /** A complete field as given, its line breaks and control characters made spaces. */
  byte[] verbatim(String field) {
    int colon = field.indexOf(':');
    return unstructured(field.substring(0, colon), field.substring(colon + 1));
  }

  /** Each token begins with its white space. */
  private byte[] tokens(String name, List<String> tokens) {
    StringBuilder out = new StringBuilder(name).append(':');
    int column = out.length();
    boolean first = true;
    for (String token : tokens) {
      if (!first && column + token.length() > SOFT_LIMIT) {
        out.append(lineEnd);
        column = 0;
      }
      out.append(token);
      column += token.length();
      first = false;
    }
    return out.append(lineEnd).toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static List<String> spaced(List<String> tokens) {
    return tokens.stream().map(t -> " " + t).toList();
  }

  /** Words with the white space before them, so that unfolding gives the same text again. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == ' ' && text.charAt(i - 1) != ' ') {
        words.add(text.substring(start, i));
        start = i;
      }
    }
    words.add(text.substring(start));
    words.set(0, " " + words.get(0));
    return words;
  }

  /** Whether the text can stand as it is: what looks like an encoded-word would be decoded. */
  private static boolean isPlain(String text) {
    int word = 0;
    for (int i = 0; i < text.length(); i++) {
      word = text.charAt(i) == ' ' ? 0 : word + 1;
      if (text.charAt(i) >= 0x7F || word > LONGEST_WORD) {
        return false;
      }
    }
    return !text.contains("=?");
  }

  /** Whether a text is ASCII without control characters. */
  static boolean isPrintable(String text) {
    return Chars.all(text, c -> c >= ' ' && c < 0x7F);
  }

  static String withoutControls(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c);
    }
    return out.toString();
  }
}
