package org.emailflow.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A field with a value and parameters (RFC 2045 section 5.1, RFC 2183), decoded by RFC 2231 and,
 * where mail programs misuse it there, RFC 2047.
 *
 * <p>Read by hand, because the usual parser gives up on what mail has: semicolons that are missing
 * or doubled, values with specials and no quotes, a quote that never ends, Windows paths with
 * backslashes. Of several parameters with one name the first counts, and of very many parameters
 * those that come first.
 */
final class MimeField {
  private static final MimeField NONE = new MimeField("");

  /** RFC 2231 cuts a long file name into a dozen. */
  static final int MOST_PARAMETERS = 500;

  private final String value;
  private final List<Parameter> parameters = new ArrayList<>();

  /** One parameter as written: {@code name}, {@code name*}, {@code name*0} or {@code name*0*}. */
  private record Parameter(String name, String value) {}

  /** One piece of a value. */
  private record Piece(boolean extended, String value) {}

  /** Numbers of what is no piece among others. */
  private static final int WHOLE = -1;

  private static final int NONE_AT_ALL = -2;

  private MimeField(String body) {
    int at = 0;
    while (at < body.length() && " \t;(".indexOf(body.charAt(at)) < 0) {
      at++;
    }
    this.value = body.substring(0, at).toLowerCase(Locale.ROOT);
    Cursor cursor = new Cursor(body, at);
    for (Parameter p = cursor.next();
        p != null && parameters.size() < MOST_PARAMETERS;
        p = cursor.next()) {
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
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      String text = i == 0 && marked.length == 3 ? marked[2] : piece.value();
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
    NavigableMap<Integer, Piece> pieces = new TreeMap<>();
    String prefix = name + "*";
    for (Parameter p : parameters) {
      if (p.name().startsWith(prefix)) {
        String mark = p.name().substring(prefix.length());
        boolean extended = mark.isEmpty() || mark.endsWith("*");
        String digits = mark.endsWith("*") ? mark.substring(0, mark.length() - 1) : mark;
        int number = digits.isEmpty() ? WHOLE : number(digits);
        pieces.putIfAbsent(number, new Piece(extended, p.value()));
      }
    }
    pieces.remove(NONE_AT_ALL);
    // Beside a whole value, what is numbered is another program's fallback.
    return pieces.containsKey(WHOLE) ? List.of(pieces.get(WHOLE)) : List.copyOf(pieces.values());
  }

  /**
   * Values that other programs put together of pieces that are passed over here: beside a whole
   * value, or with a number that occurs twice, of which they take all, or the last.
   */
  static List<String> otherValues(String body) {
    if (body.indexOf('*') < 0) {
      return List.of();
    }
    Map<String, NavigableMap<Integer, List<String>>> pieces = new LinkedHashMap<>();
    for (Parameter p : new MimeField(body).parameters) {
      int star = p.name().indexOf('*');
      String mark = p.name().substring(star + 1);
      String digits = mark.endsWith("*") ? mark.substring(0, mark.length() - 1) : mark;
      if (star > 0 && !digits.isEmpty()) {
        pieces
            .computeIfAbsent(p.name().substring(0, star), base -> new TreeMap<>())
            .computeIfAbsent(number(digits), n -> new ArrayList<>())
            .add(p.value());
      }
    }
    return pieces.values().stream()
        .flatMap(
            numbered ->
                Stream.of(
                    joined(numbered, values -> String.join("", values)),
                    joined(numbered, values -> values.get(values.size() - 1))))
        .toList();
  }

  private static String joined(
      NavigableMap<Integer, List<String>> numbered, Function<List<String>, String> taken) {
    return numbered.values().stream().map(taken).collect(Collectors.joining());
  }

  private static int number(String digits) {
    boolean valid = digits.length() <= 4 && Chars.all(digits, c -> c >= '0' && c <= '9');
    return valid ? Integer.parseInt(digits) : NONE_AT_ALL;
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
