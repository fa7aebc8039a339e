package org.emailflow.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The {@code EFM_} variables of the environment. An empty one counts as not set, as container
 * set-ups pass those that they have no value for.
 */
final class Variables {

  private static final String PREFIX = "EFM_";
  private static final String TEST_PREFIX = "EFM_TEST_";
  private static final Set<String> NO_KEYS = Set.of("EFM_CONFIG", "EFM_CORPUS", "EFM_CDS");

  private final Map<String, String> environment;

  Variables(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The variable of this name; empty if there is none or it is empty. */
  Optional<String> named(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  Optional<Setting> of(Key<?> key) {
    String name = key.environment();
    return named(name).map(value -> Setting.ofEnvironment(name, value));
  }

  /** Warns of each that looks like ours and sets nothing. */
  void warnOfUnknown(List<String> domains, Findings findings) {
    List<String> known = known(domains);
    Set<String> expected = new HashSet<>(known);
    for (String name : new TreeSet<>(environment.keySet())) {
      boolean ours = name.startsWith(PREFIX) && !name.startsWith(TEST_PREFIX);
      if (ours && !NO_KEYS.contains(name) && !expected.contains(name)) {
        findings.warning(Suggestion.forVariable(name, known));
      }
    }
  }

  private static List<String> known(List<String> domains) {
    List<String> known = new ArrayList<>();
    for (Key<?> key : KeyTable.all()) {
      if (key.path().contains(Key.ANY)) {
        domains.forEach(domain -> known.add(key.of(domain).environment()));
      } else {
        known.add(key.environment());
      }
    }
    return known;
  }
}
