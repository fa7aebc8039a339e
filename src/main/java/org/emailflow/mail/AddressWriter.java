package org.emailflow.mail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes mailboxes as words that a line may be folded between. */
final class AddressWriter {
  private static final int PREFERRED = 78;
  private static final int LONGEST_NAME = 500;
  private static final int LONGEST_WORD = 70;

  private AddressWriter() {}

  /** The words of one mailbox. */
  static List<String> words(Mailbox mailbox) {
    List<String> words = new ArrayList<>(name(mailbox));
    words.add(words.isEmpty() ? mailbox.address() : "<" + mailbox.address() + ">");
    return words;
  }

  /** Joins words with a space or a fold between them. */
  static String fold(List<String> words, int column, String lineEnd) {
    StringBuilder out = new StringBuilder();
    int at = column;
    for (String word : words) {
      boolean first = out.length() == 0;
      if (!first && at + 1 + word.length() > PREFERRED) {
        out.append(lineEnd).append(' ');
        at = 1;
      } else if (!first) {
        out.append(' ');
        at++;
      }
      out.append(word);
      at += word.length();
    }
    return out.toString();
  }

  private static List<String> name(Mailbox mailbox) {
    String name = mailbox.name();
    if (name == null) {
      return List.of();
    }
    if (name.length() > LONGEST_NAME) {
      boolean pair = Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1));
      name = name.substring(0, pair ? LONGEST_NAME - 1 : LONGEST_NAME);
    }
    if (mustEncode(name)) {
      return EncodedWords.encode(name);
    }
    boolean atoms = Chars.all(name, c -> c == ' ' || isAtomText(c)) && !name.contains("  ");
    return atoms
        ? Arrays.asList(name.split(" "))
        : List.of("\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
  }

  /** Also a text that a reader would take for an encoded-word, or that could not be folded. */
  private static boolean mustEncode(String name) {
    return name.contains("=?")
        || name.length() > LONGEST_WORD
        || Chars.any(name, c -> c < ' ' || c >= 0x7f);
  }

  private static boolean isAtomText(int c) {
    return Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
  }
}
