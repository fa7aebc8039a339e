package org.emailflow.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One {@code Authentication-Results} field, read (RFC 8601 section 2.2).
 *
 * <p>Never fails. What is no field of that form, or of another version, is empty; a result that
 * cannot be read is left out and the others count. Values may be quoted strings in which any
 * separator stands: an envelope sender such as {@code "a; dmarc=pass"@evil.example} is one value
 * and starts no result of its own. A quote or comment that is never closed swallows the rest.
 *
 * <p>Whether the field may be believed is not for this class: anybody can write one.
 *
 * @param authservId who says so, in lower case
 */
public record AuthenticationResults(String authservId, List<Result> results) {

  public AuthenticationResults {
    results = List.copyOf(results);
  }

  /**
   * What one method found.
   *
   * @param method {@code spf}, {@code dkim}, {@code dmarc}, … in lower case
   * @param value {@code pass}, {@code fail}, {@code none}, … in lower case
   */
  public record Result(String method, String value, List<Property> properties) {
    public Result {
      properties = List.copyOf(properties);
    }

    /** The first value of a property such as {@code header.d}. */
    public Optional<String> property(String name) {
      return properties.stream()
          .filter(p -> p.name().equals(name))
          .findFirst()
          .map(Property::value);
    }
  }

  /**
   * What it was found of.
   *
   * @param name type and property with a dot between, in lower case
   * @param value without quotes around it
   */
  public record Property(String name, String value) {}

  /**
   * Reads one field.
   *
   * @param body as of {@link Field#body()}
   */
  public static Optional<AuthenticationResults> parse(String body) {
    Cursor cursor = new Cursor(body);
    cursor.skipBlank();
    String authservId = cursor.value("; \t(=");
    cursor.skipBlank();
    if (!cursor.atSeparator()) {
      String version = cursor.value("; \t(=");
      cursor.skipBlank();
      if (!version.equals("1") || !cursor.atSeparator()) {
        return Optional.empty();
      }
    }
    return authservId.isEmpty()
        ? Optional.empty()
        : Optional.of(new AuthenticationResults(lower(authservId), results(cursor)));
  }

  private static List<Result> results(Cursor cursor) {
    List<Result> results = new ArrayList<>();
    while (!cursor.atEnd()) {
      cursor.take(';');
      result(cursor).ifPresent(results::add);
      cursor.skipToSeparator();
    }
    return results;
  }

  /** {@code method[/version]=value *(ptype.property=pvalue)}; a reason is read and forgotten. */
  private static Optional<Result> result(Cursor cursor) {
    String method = cursor.word();
    if (cursor.take('/')) {
      cursor.word();
    }
    if (method.isEmpty() || !cursor.take('=')) {
      return Optional.empty();
    }
    String value = cursor.word();
    List<Property> properties = new ArrayList<>();
    while (!value.isEmpty() && !cursor.atSeparator()) {
      Optional<Property> property = property(cursor);
      if (property.isEmpty()) {
        break;
      }
      properties.add(property.get());
    }
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(new Result(lower(method), lower(value), properties));
  }

  private static Optional<Property> property(Cursor cursor) {
    String name = cursor.word();
    if (cursor.take('.')) {
      name += "." + cursor.word();
    }
    if (name.isEmpty() || !cursor.take('=')) {
      return Optional.empty();
    }
    Property property = new Property(lower(name), cursor.value("; \t("));
    cursor.skipBlank();
    return Optional.of(property);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Walks over a field body. */
  private static final class Cursor {
    private final String s;
    private int at;

    Cursor(String s) {
      this.s = s;
    }

    boolean atEnd() {
      return at >= s.length();
    }

    boolean atSeparator() {
      return atEnd() || s.charAt(at) == ';';
    }

    /** White space and comments. */
    void skipBlank() {
      while (!atEnd()) {
        if (s.charAt(at) == '(') {
          at = Comments.end(s, at);
        } else if (isBlank(s.charAt(at))) {
          at++;
        } else {
          return;
        }
      }
    }

    /** Takes {@code sign} and the blanks around it, if it is what comes next. */
    boolean take(char sign) {
      skipBlank();
      if (atEnd() || s.charAt(at) != sign) {
        return false;
      }
      at++;
      skipBlank();
      return true;
    }

    /** The letters, digits, hyphens and underscores that come next, and the blanks after them. */
    String word() {
      int from = at;
      while (!atEnd() && isWord(s.charAt(at))) {
        at++;
      }
      String word = s.substring(from, at);
      skipBlank();
      return word;
    }

    /** All up to one of {@code stops} that stands in no quotes; quotes around the whole go. */
    String value(String stops) {
      int from = at;
      while (!atEnd() && stops.indexOf(s.charAt(at)) < 0) {
        at = s.charAt(at) == '"' ? endOfQuote() : at + 1;
      }
      String value = s.substring(from, at);
      boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
      return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    void skipToSeparator() {
      while (!atSeparator()) {
        char c = s.charAt(at);
        at = c == '"' ? endOfQuote() : c == '(' ? Comments.end(s, at) : at + 1;
      }
    }

    private int endOfQuote() {
      for (int i = at + 1; i < s.length(); i++) {
        if (s.charAt(i) == '\\') {
          i++;
        } else if (s.charAt(i) == '"') {
          return i + 1;
        }
      }
      return s.length();
    }

    private static boolean isWord(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '_';
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t';
    }
  }
}
