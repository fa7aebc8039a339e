package org.emailflow.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A field with a value and parameters (RFC 2045 section 5.1, RFC 2183), decoded by RFC 2231 and,
 * where mail programs misuse it there, RFC 2047.
 *
 * <p>Read by hand, because the usual parser gives up on what mail has: semicolons that are missing
 * or doubled, values with specials and no quotes, a quote that never ends, Windows paths with
 * backslashes. Of several parameters with one name the first counts.
 */
final class MimeField {
  private static final MimeField NONE = new MimeField("");

  private final String value;
  private final List<Parameter> parameters = new ArrayList<>();

  /** One parameter as written: {@code name}, {@code name*}, {@code name*0} or {@code name*0*}. */
  private record Parameter(String name, String value) {}

  /** One piece of a value, with its place among the pieces. */
  private record Piece(int number, boolean extended, String value) {}

  private MimeField(String body) {
    int at = 0;
    while (at < body.length() && " \t;(".indexOf(body.charAt(at)) < 0) {
      at++;
    }
    this.value = body.substring(0, at).toLowerCase(Locale.ROOT);
    Cursor cursor = new Cursor(body, at);
    for (Parameter p = cursor.next(); p != null; p = cursor.next()) {
      parameters.add(p);
    }
  }

  /** The first field of a name; one without a value if there is none. */
  static MimeField of(Header header, String name) {
    return header.first(name).map(f -> new MimeField(f.latin1())).orElse(NONE);
  }

  /** The value in lower case, without parameters and comments. */
  String value() {
    return value;
  }

  /** A parameter as a reader would see it. */
  Optional<String> parameter(String name) {
    List<Piece> pieces = pieces(name);
    if (pieces.isEmpty()) {
      return plain(name).map(v -> EncodedWords.decode(HeaderText.read(bytes(v))));
    }
    Piece first = pieces.get(0);
    String[] marked = first.extended() ? first.value().split("'", 3) : new String[0];
    StringBuilder joined = new StringBuilder();
    for (Piece piece : pieces) {
      boolean strip = piece.equals(first) && marked.length == 3;
      String text = strip ? marked[2] : piece.value();
      joined.append(piece.extended() ? percentDecoded(text) : text);
    }
    byte[] bytes = bytes(joined.toString());
    return Optional.of(
        marked.length == 3 ? TextCodec.decode(bytes, marked[0]).text() : HeaderText.read(bytes));
  }

  /** A parameter as bytes, a character for each. */
  Optional<String> latin1Parameter(String name) {
    return plain(name)
        .or(() -> parameter(name).map(v -> latin1(v.getBytes(StandardCharsets.UTF_8))));
  }

  private Optional<String> plain(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).findFirst();
  }

  private List<Piece> pieces(String name) {
    List<Piece> pieces = new ArrayList<>();
    for (Parameter p : parameters) {
      if (p.name().startsWith(name + "*")) {
        String mark = p.name().substring(name.length() + 1);
        boolean extended = mark.isEmpty() || mark.endsWith("*");
        String digits = mark.endsWith("*") ? mark.substring(0, mark.length() - 1) : mark;
        int number = digits.isEmpty() ? -1 : number(digits);
        if (number >= -1 && pieces.stream().noneMatch(x -> x.number() == number)) {
          pieces.add(new Piece(number, extended, p.value()));
        }
      }
    }
    pieces.sort(Comparator.comparingInt(Piece::number));
    // "name*" is a whole value: what is numbered beside it is another program's fallback.
    boolean whole = !pieces.isEmpty() && pieces.get(0).number() == -1;
    return whole ? pieces.subList(0, 1) : pieces;
  }

  private static int number(String digits) {
    boolean valid = digits.length() <= 4 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return valid ? Integer.parseInt(digits) : -2;
  }

  private static String percentDecoded(String s) {
    StringBuilder out = new StringBuilder(s.length());
    for (int i = 0; i < s.length(); i++) {
      int octet = s.charAt(i) == '%' ? Hex.octet(s, i + 1) : -1;
      out.append(octet < 0 ? s.charAt(i) : (char) octet);
      i += octet < 0 ? 0 : 2;
    }
    return out.toString();
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Walks over the parameters of a field body. */
  private static final class Cursor {
    private final String s;
    private int at;

    Cursor(String s, int at) {
      this.s = s;
      this.at = at;
    }

    /** The next parameter; null after the last. */
    Parameter next() {
      while (true) {
        skipSeparators();
        if (at >= s.length()) {
          return null;
        }
        int from = at;
        while (at < s.length() && s.charAt(at) != '=' && s.charAt(at) != ';') {
          at++;
        }
        if (at < s.length() && s.charAt(at) == '=') {
          String name = s.substring(from, at).strip().toLowerCase(Locale.ROOT);
          at++;
          return new Parameter(name, value());
        }
      }
    }

    private void skipSeparators() {
      while (at < s.length()) {
        if (s.charAt(at) == '(') {
          skipComment();
        } else if (" \t;".indexOf(s.charAt(at)) >= 0) {
          at++;
        } else {
          return;
        }
      }
    }

    private void skipComment() {
      int depth = 0;
      do {
        char c = s.charAt(at++);
        if (c == '\\') {
          at++;
        } else if (c == '(') {
          depth++;
        } else if (c == ')') {
          depth--;
        }
      } while (depth > 0 && at < s.length());
    }

    private String value() {
      while (at < s.length() && (s.charAt(at) == ' ' || s.charAt(at) == '\t')) {
        at++;
      }
      return at < s.length() && s.charAt(at) == '"' ? quoted() : token();
    }

    /** Only quotes and backslashes are escaped in practice; "C:\new" keeps its backslash. */
    private String quoted() {
      StringBuilder out = new StringBuilder();
      at++;
      while (at < s.length() && s.charAt(at) != '"') {
        boolean escape =
            s.charAt(at) == '\\' && at + 1 < s.length() && "\\\"".indexOf(s.charAt(at + 1)) >= 0;
        at += escape ? 1 : 0;
        out.append(s.charAt(at++));
      }
      while (at < s.length() && s.charAt(at) != ';') {
        at++;
      }
      return out.toString();
    }

    /** Up to the semicolon, spaces too ("my file.pdf"), without a comment at its end. */
    private String token() {
      int from = at;
      while (at < s.length() && s.charAt(at) != ';') {
        at++;
      }
      String token = s.substring(from, at).strip();
      int comment = token.endsWith(")") ? token.indexOf(" (") : -1;
      return comment < 0 ? token : token.substring(0, comment).strip();
    }
  }
}
