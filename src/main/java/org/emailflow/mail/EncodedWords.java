package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The encoded-words of RFC 2047.
 *
 * <p>Decoding is our own, because the library's stops at what it does not know and decodes each
 * word by itself: here neighbours of one charset are joined before they are decoded, since many
 * programs cut a character in two; words stand inside quoted strings and against other text; a word
 * of an unknown charset is read as what it seems to be. What is no encoded-word stays as it is.
 * Linear in the length of the text.
 */
final class EncodedWords {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int LONGEST_CHARSET = 60;

  /** What fits into 75 characters: encoded for Q, bytes for B. */
  private static final int LONGEST_Q = 63;

  private static final int LONGEST_B = 45;

  private final String text;
  private final boolean lenient;

  /** Where the next end of a word stands, as far as it has been looked for. */
  private int nextEnd = -1;

  /** Of a text whose words are looked for one after the other. */
  EncodedWords(String text) {
    this(text, false);
  }

  private EncodedWords(String text, boolean lenient) {
    this.text = text;
    this.lenient = lenient;
  }

  /** A word found in a text. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Word(int end, String charset, byte[] bytes) {}

  /** The text as a reader sees it. */
  static String decode(String text) {
    return text.contains("=?") ? new EncodedWords(text).decoded("") : text;
  }

  /** The text as a reader sees it that parts the words from what stands against them. */
  static String decodeApart(String text) {
    return text.contains("=?") ? new EncodedWords(text).decoded(" ") : text;
  }

  /** As a reader sees it that skips what is no base64 in a word of it, as in a body. */
  static String decodeLeniently(String text) {
    return text.contains("=?") ? new EncodedWords(text, true).decoded("") : text;
  }

  private String decoded(String gap) {
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    int at = text.indexOf("=?");
    while (at >= 0) {
      Word word = wordAt(at);
      if (word == null) {
        at = text.indexOf("=?", at + 1);
        continue;
      }
      out.append(text, done, at).append(gap);
      done = decodeRun(word, out);
      out.append(gap);
      at = text.indexOf("=?", done);
    }
    return out.append(text, done, text.length()).toString();
  }

  /**
   * The offset after the encoded-word that begins at one; -1 if none does. Asked of one text again
   * and again, the offsets ascend.
   */
  int end(int at) {
    Word word = text.startsWith("=?", at) ? wordAt(at) : null;
    return word == null ? -1 : word.end();
  }

  /**
   * Writes a text as encoded-words of UTF-8, each at most 75 characters long and none with half a
   * character. They are safe in any place (section 5 rule 3), and ASCII is encoded too: what looks
   * like an encoded-word must not be one by accident, which the library's encoder does not see to.
   */
  static List<String> encode(String text) {
    long ascii = text.chars().filter(c -> c < 0x80).count();
    boolean q = ascii * 2 >= text.length();
    List<String> words = new ArrayList<>();
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    int length = 0;
    for (int i = 0; i < text.length(); ) {
      int next = text.offsetByCodePoints(i, 1);
      byte[] bytes = text.substring(i, next).getBytes(StandardCharsets.UTF_8);
      int more = q ? lengthInQ(bytes) : bytes.length;
      if (length + more > (q ? LONGEST_Q : LONGEST_B)) {
        words.add(word(q, part.toByteArray()));
        part.reset();
        length = 0;
      }
      part.writeBytes(bytes);
      length += more;
      i = next;
    }
    words.add(word(q, part.toByteArray()));
    return words;
  }

  private static String word(boolean q, byte[] bytes) {
    String encoded = q ? q(bytes) : Base64.getEncoder().encodeToString(bytes);
    return "=?UTF-8?" + (q ? 'Q' : 'B') + '?' + encoded + "?=";
  }

  private static int lengthInQ(byte[] bytes) {
    int length = 0;
    for (byte b : bytes) {
      length += b == ' ' || isPlain(b) ? 1 : 3;
    }
    return length;
  }

  private static String q(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      if (b == ' ') {
        out.append('_');
      } else if (isPlain(b)) {
        out.append((char) b);
      } else {
        out.append('=').append(HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }

  /** Section 5 rule 3. */
  private static boolean isPlain(byte b) {
    return b > 0 && (TextBounds.isAlphanumeric((char) b) || "!*+-/".indexOf(b) >= 0);
  }

  /** Decodes a word and those that follow it; returns the offset after the last. */
  private int decodeRun(Word first, StringBuilder out) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Word last = first;
    bytes.writeBytes(first.bytes());
    while (true) {
      Word next = neighbour(last.end());
      if (next == null || !next.charset().equals(last.charset())) {
        out.append(TextCodec.decode(bytes.toByteArray(), last.charset()).text());
        if (next == null) {
          return last.end();
        }
        bytes.reset();
      }
      bytes.writeBytes(next.bytes());
      last = next;
    }
  }

  /** White space between two encoded-words is no text (section 6.2). */
  private Word neighbour(int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.startsWith("=?", at) ? wordAt(at) : null;
  }

  private Word wordAt(int at) {
    int charsetEnd = text.indexOf('?', at + 2);
    if (charsetEnd <= at + 2 || charsetEnd > at + 2 + LONGEST_CHARSET) {
      return null;
    }
    if (charsetEnd + 2 >= text.length() || text.charAt(charsetEnd + 2) != '?') {
      return null;
    }
    int from = charsetEnd + 3;
    int to = endMark(from);
    if (to < 0) {
      return null;
    }
    byte[] bytes = bytes(text.charAt(charsetEnd + 1), from, to);
    return bytes == null ? null : new Word(to + 2, charset(at + 2, charsetEnd), bytes);
  }

  /** Looked for once, or a header full of beginnings would be searched to its end for each. */
  private int endMark(int from) {
    if (nextEnd < from) {
      int found = text.indexOf("?=", from);
      nextEnd = found < 0 ? Integer.MAX_VALUE : found;
    }
    return nextEnd == Integer.MAX_VALUE ? -1 : nextEnd;
  }

  /** A language after an asterisk (RFC 2231 section 5) says nothing about the bytes. */
  private String charset(int from, int to) {
    String name = text.substring(from, to).toLowerCase(Locale.ROOT).strip();
    int language = name.indexOf('*');
    return language < 0 ? name : name.substring(0, language);
  }

  private byte[] bytes(char encoding, int from, int to) {
    return switch (encoding) {
      case 'q', 'Q' -> q(text.substring(from, to));
      case 'b', 'B' -> lenient || isBase64(from, to) ? b(text.substring(from, to)) : null;
      default -> null;
    };
  }

  /** Whether there is nothing but the alphabet and white space; ends at the first other sign. */
  private boolean isBase64(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || !(Base64Input.isAlphabet((byte) c) || c == ' ' || c == '\t')) {
        return false;
      }
    }
    return true;
  }

  private static byte[] q(String encoded) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      int octet = c == '=' ? Hex.octet(encoded, i + 1) : -1;
      if (octet >= 0) {
        out.write(octet);
        i += 2;
      } else if (c == '_') {
        out.write(' ');
      } else {
        out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static byte[] b(String encoded) {
    return Base64Body.decode(encoded.getBytes(StandardCharsets.US_ASCII));
  }
}
