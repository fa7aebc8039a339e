package org.emailflow.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the file and of the environment, which wins, read as their keys' types. A bad
 * value becomes a problem and its default is used, so that one reading finds all of them.
 */
final class Values {

  private final Map<List<String>, Setting> file;
  private final Variables environment;
  private final Findings findings;

  Values(Map<List<String>, Setting> file, Variables environment, Findings findings) {
    this.file = file;
    this.environment = environment;
    this.findings = findings;
  }

  /** The value of a key that has a default. */
  <T> T get(Key<T> key) {
    return find(key).orElseThrow();
  }

  /** The value, else the default, else empty. */
  <T> Optional<T> find(Key<T> key) {
    Optional<Setting> setting = setting(key);
    if (setting.isEmpty()) {
      return key.fallback();
    }
    try {
      return Optional.of(setting.get().read(key.type()));
    } catch (BadValueException e) {
      findings.problem(
          setting.get(),
          e.getMessage() + setting.get().called() + "; give " + key.type().expected());
      return key.fallback();
    }
  }

  /** Who set it last; empty: nobody. */
  Optional<Setting> setting(Key<?> key) {
    return environment.of(key).or(() -> Optional.ofNullable(file.get(key.path())));
  }

  boolean isSet(Key<?> key) {
    return setting(key).isPresent();
  }

  /** Something wrong with a value that was well formed; nothing is said of one that nobody set. */
  void problem(Key<?> key, String text) {
    setting(key).ifPresent(setting -> findings.problem(setting, text));
  }

  /** Settings of a domain that is not the relay's would never count. */
  void refuseDomainsOtherThan(List<String> domains) {
    for (Map.Entry<List<String>, Setting> entry : file.entrySet()) {
      List<String> path = entry.getKey();
      if (path.get(0).equals("domain") && !domains.contains(path.get(1))) {
        findings.problem(
            entry.getValue(),
            Key.tableName(path.subList(0, 2))
                + " is none of \"domains\"; add it there, or mend it");
      }
    }
  }
}
