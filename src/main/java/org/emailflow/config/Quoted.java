package org.emailflow.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as TOML writes them, in one line whatever they hold. */
final class Quoted {

  private Quoted() {}

  /** A string in quotes, a list in brackets, a table as a mere hint, all else bare. */
  static String value(Object value) {
    if (value instanceof Map<?, ?>) {
      return "{…}";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Quoted::value).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof String text ? text(text) : String.valueOf(value);
  }

  /** A part of a dotted key: bare where TOML lets it be. */
  static String keyPart(String part) {
    boolean bare = !part.isEmpty() && part.chars().allMatch(Quoted::isBare);
    return bare || part.equals(Key.ANY) ? part : text(part);
  }

  private static boolean isBare(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** A TOML basic string. */
  static String text(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
