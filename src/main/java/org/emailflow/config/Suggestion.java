package org.emailflow.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What to say about a key or table that does not exist: the nearest that does. */
final class Suggestion {

  private Suggestion() {}

  /**
   * For an unknown key: one in its table, else one of that name elsewhere, else all it could be.
   */
  static String forKey(List<String> path) {
    String name = path.get(path.size() - 1);
    List<String> table = path.subList(0, path.size() - 1);
    return "unknown key "
        + Setting.called(path)
        + "; "
        + elsewhere(name)
            .or(() -> Nearest.to(name, namesIn(table)).map(near -> didYouMean(Quoted.text(near))))
            .orElseGet(() -> known(table));
  }

  /** For an unknown table. */
  static String forTable(List<String> path) {
    String name = Key.tableName(path);
    List<String> tables = KeyTable.all().stream().map(Key::table).distinct().toList();
    return "unknown table "
        + name
        + "; "
        + Nearest.to(name, tables)
            .map(Suggestion::didYouMean)
            .orElseGet(() -> "known are " + String.join(" ", tables).strip());
  }

  /** For an unknown variable. */
  static String forVariable(String name, List<String> known) {
    return name
        + " sets no key and is ignored"
        + Nearest.to(name, known).map(near -> "; " + didYouMean(near)).orElse("");
  }

  /** The one key of this very name in another table: most often it slipped under a wrong header. */
  private static Optional<String> elsewhere(String name) {
    List<Key<?>> same = new ArrayList<>();
    for (Key<?> key : KeyTable.all()) {
      if (key.simpleName().equals(name)) {
        same.add(key);
      }
    }
    if (same.size() != 1) {
      return Optional.empty();
    }
    Key<?> key = same.get(0);
    String place = key.table().isEmpty() ? " at the top, above the first [table]" : "";
    return Optional.of(didYouMean(Setting.called(key.path()) + place));
  }

  private static String known(List<String> table) {
    return "known here: "
        + namesIn(table).stream().map(Quoted::text).collect(Collectors.joining(", "));
  }

  private static List<String> namesIn(List<String> table) {
    return KeyTable.all().stream()
        .filter(key -> key.path().size() > table.size() && key.isIn(table))
        .map(key -> key.path().get(table.size()))
        .filter(name -> !name.equals(Key.ANY))
        .distinct()
        .toList();
  }

  private static String didYouMean(String what) {
    return "did you mean " + what + "?";
  }
}
