package org.emailflow.courier;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in {@code queue/new} that are nobody's: they are left alone and named in one warning a
 * pass, and not again as long as they lie there.
 */
final class Strangers {

  private static final Logger log = LoggerFactory.getLogger(Strangers.class);
  private static final int MOST_NAMED = 5;

  /** More are seen and not remembered: a folder of a million files is no reason to run out. */
  private static final int MOST_KEPT = 10_000;

  private final Set<String> seen = new TreeSet<>();
  private Set<String> told = Set.of();

  void see(String name) {
    if (seen.size() < MOST_KEPT) {
      seen.add(name);
    }
  }

  /** The pass is over: warns of those that the pass before did not see. */
  void tell() {
    List<String> fresh = seen.stream().filter(name -> !told.contains(name)).toList();
    if (!fresh.isEmpty()) {
      log.warn(
          "left alone in queue/new, as the ledger has no such message: {}{}; take it out",
          String.join(" ", fresh.stream().limit(MOST_NAMED).map(Strangers::plain).toList()),
          fresh.size() > MOST_NAMED ? " and " + (fresh.size() - MOST_NAMED) + " more" : "");
    }
    told = new HashSet<>(seen);
    seen.clear();
  }

  /** Whoever wrote the name does not write our log. */
  private static String plain(String name) {
    return name.replaceAll("[^!-~]", "?");
  }
}
