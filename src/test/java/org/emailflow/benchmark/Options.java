package org.emailflow.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The command line of {@link Benchmark}.
 *
 * @param only names of parts; empty: all
 */
record Options(
    Path distribution, Path folder, int runs, Path json, Set<String> only, boolean large) {
  private static final Set<String> PARTS =
      Set.of("relays", "syncs", "waiting", "codes", "sizes", "memory", "idle");

  static Options of(String... words) {
    Options options =
        new Options(
            Path.of("target/efm"),
            Path.of("target/benchmark").toAbsolutePath(),
            3,
            Path.of("target/benchmark.json"),
            Set.of(),
            false);
    List<String> given = Arrays.stream(words).filter(word -> !word.isBlank()).toList();
    for (Iterator<String> word = given.iterator(); word.hasNext(); ) {
      options = options.with(word.next(), word);
    }
    return options;
  }

  private Options with(String option, Iterator<String> word) {
    return switch (option) {
      case "--distribution" -> new Options(Path.of(word.next()), folder, runs, json, only, large);
      case "--folder" ->
          new Options(
              distribution,
              Path.of(word.next(), "benchmark").toAbsolutePath(),
              runs,
              json,
              only,
              large);
      case "--runs" ->
          new Options(distribution, folder, Integer.parseInt(word.next()), json, only, large);
      case "--json" -> new Options(distribution, folder, runs, Path.of(word.next()), only, large);
      case "--only" -> new Options(distribution, folder, runs, json, parts(word.next()), large);
      case "--large" -> new Options(distribution, folder, runs, json, only, true);
      default -> throw new IllegalArgumentException("no such option: " + option);
    };
  }

  private static Set<String> parts(String names) {
    Set<String> parts = Set.of(names.split(","));
    if (!PARTS.containsAll(parts)) {
      throw new IllegalArgumentException("parts are " + PARTS);
    }
    return parts;
  }

  boolean wants(String part) {
    return only.isEmpty() || only.contains(part);
  }
}
