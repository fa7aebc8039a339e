package org.emailflow.config;

import java.util.List;

/**
 * A value as somebody gave it, and where.
 *
 * @param value from TOML: String, Long, Boolean, List or what else TOML knows; from the
 *     environment: String
 * @param where the file and line, or the variable
 * @param line for the order of problems: the file's line; {@link #ENVIRONMENT} after all of them
 * @param called how a problem names the key; empty where {@code where} says it already
 */
record Setting(Object value, String where, int line, String called) {

  static final int ENVIRONMENT = Integer.MAX_VALUE;

  /** A key of a file. */
  static Setting ofFile(Object value, String file, int line, List<String> path) {
    return new Setting(value, file + ":" + line, line, " for " + called(path));
  }

  /** A variable. */
  static Setting ofEnvironment(String name, String value) {
    return new Setting(value, name, ENVIRONMENT, "");
  }

  boolean isEnvironment() {
    return line == ENVIRONMENT;
  }

  <T> T read(ValueType<T> type) throws BadValueException {
    return isEnvironment() ? type.fromText((String) value) : type.fromToml(value);
  }

  /** {@code "sweep" in [schedule]}, or {@code "spool"} for a key at the top. */
  static String called(List<String> path) {
    String name = Quoted.text(path.get(path.size() - 1));
    String table = Key.tableName(path.subList(0, path.size() - 1));
    return table.isEmpty() ? name : name + " in " + table;
  }
}
