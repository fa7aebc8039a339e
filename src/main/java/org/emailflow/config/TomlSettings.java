package org.emailflow.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** The settings of a TOML 1.0 file, by the path of their key; what is no key is a problem. */
final class TomlSettings {

  private static final List<String> DOMAIN = List.of("domain");

  private final String file;
  private final Findings findings;
  private final Map<List<String>, Setting> settings = new HashMap<>();

  private TomlSettings(String file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read, or is no TOML
   */
  static Map<List<String>, Setting> read(Path file, Findings findings) {
    String text = TextFile.read(file, "name one with -c, or set EFM_CONFIG");
    TomlParseResult result = Toml.parse(withoutMark(text), TomlParseOptions.sourceless());
    if (result.hasErrors()) {
      throw new ConfigException(result.errors().stream().map(e -> syntax(file, e)).toList());
    }
    TomlSettings reader = new TomlSettings(file.toString(), findings);
    reader.walk(result, List.of());
    return reader.settings;
  }

  /** Some editors put a byte order mark first; TOML has no place for it. */
  private static String withoutMark(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static String syntax(Path file, TomlParseError error) {
    String text = error.getMessage().lines().findFirst().orElse("").strip();
    TomlPosition at = error.position();
    return file + ":" + at.line() + ": no TOML at column " + at.column() + ": " + text;
  }

  private void walk(TomlTable table, List<String> path) {
    for (String name : table.keySet()) {
      List<String> own = List.of(name);
      take(table.get(own), line(table, own), child(path, name));
    }
  }

  private void take(Object value, int line, List<String> path) {
    if (KeyTable.isKey(path)) {
      settings.put(path, Setting.ofFile(plain(value), file, line, path));
    } else if (!(value instanceof TomlTable table)) {
      problem(line, KeyTable.isTable(path) ? notTable(path) : Suggestion.forKey(path));
    } else if (KeyTable.isTable(path)) {
      walk(table, path);
    } else {
      problem(line, Suggestion.forTable(path));
    }
  }

  private static String notTable(List<String> path) {
    List<String> header = path.equals(DOMAIN) ? List.of("domain", "relay.example") : path;
    return Setting.called(path) + " is a table; write " + Key.tableName(header) + " above its keys";
  }

  private void problem(int line, String text) {
    findings.problem(line, file + ":" + line + ": " + text);
  }

  /** Names of domains are compared as {@code domains} holds them. */
  private static List<String> child(List<String> path, String name) {
    String normal = path.equals(DOMAIN) ? HostName.normalise(name).orElse(name) : name;
    return Stream.concat(path.stream(), Stream.of(normal)).toList();
  }

  /** A table that only a longer header implies has no place of its own. */
  private static int line(TomlTable table, List<String> name) {
    return Optional.ofNullable(table.inputPositionOf(name)).map(TomlPosition::line).orElse(1);
  }

  private static Object plain(Object value) {
    if (value instanceof TomlTable table) {
      return table.toMap();
    }
    return value instanceof TomlArray array ? array.toList() : value;
  }
}
