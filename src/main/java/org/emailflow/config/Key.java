package org.emailflow.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One key of {@code efm.toml}: its name, what it takes, its default and what it is for.
 *
 * @param path the tables it stands in, then its own name; {@code *} stands for any domain
 * @param fallback what counts when it is not set; empty where {@code otherwise} has the words
 * @param otherwise what happens when it is not set and has no fallback, in words; else empty
 * @param description one line, without a full stop
 */
public record Key<T>(
    List<String> path,
    ValueType<T> type,
    Optional<T> fallback,
    String otherwise,
    String description) {

  static final String ANY = "*";

  public Key {
    path = List.copyOf(path);
  }

  /** The tables and the name with dots between: {@code relay.auto-reply}. */
  public String name() {
    return String.join(".", path);
  }

  /** The name without its tables. */
  public String simpleName() {
    return path.get(path.size() - 1);
  }

  /**
   * The table as written above its keys, {@code [database.admin]}; empty at the top of the file.
   */
  public String table() {
    return tableName(path.subList(0, path.size() - 1));
  }

  /** The environment variable that sets it: {@code EFM_RELAY_AUTO_REPLY}. */
  public String environment() {
    return "EFM_" + name().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** What it takes, in words. */
  public String takes() {
    return type.expected();
  }

  /** Its default as TOML; in words where it has no fixed one. */
  public String defaultText() {
    return fallback.map(type::show).orElse(otherwise);
  }

  /** Whether the first parts of its path are {@code tables}, any domain in place of {@code *}. */
  boolean isIn(List<String> tables) {
    for (int i = 0; i < tables.size(); i++) {
      String part = path.get(i);
      if (!part.equals(tables.get(i)) && !part.equals(ANY)) {
        return false;
      }
    }
    return true;
  }

  /** This key for one domain, in place of any. */
  Key<T> of(String domain) {
    List<String> own = path.stream().map(part -> part.equals(ANY) ? domain : part).toList();
    return new Key<>(own, type, fallback, otherwise, description);
  }

  /** {@code [a.b]}; parts are quoted where TOML wants it. */
  static String tableName(List<String> tables) {
    return tables.isEmpty()
        ? ""
        : tables.stream().map(Quoted::keyPart).collect(Collectors.joining(".", "[", "]"));
  }
}
