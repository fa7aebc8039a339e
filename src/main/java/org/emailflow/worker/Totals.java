package org.emailflow.worker;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.emailflow.spool.SpoolException;
import org.emailflow.store.Disposition;

/**
 * What a sweep did.
 *
 * @param seconds its whole time by the monotonic clock
 * @param trouble why what a dead worker left could not be carried on; the sweep did all the rest
 */
public record Totals(
    Map<Disposition, Integer> counts, double seconds, Optional<SpoolException> trouble) {

  public Totals {
    EnumMap<Disposition, Integer> all = new EnumMap<>(Disposition.class);
    for (Disposition disposition : Disposition.values()) {
      all.put(disposition, counts.getOrDefault(disposition, 0));
    }
    counts = Collections.unmodifiableMap(all);
  }

  /** Throws the trouble, for whoever has told of the rest. */
  public void check() {
    trouble.ifPresent(
        e -> {
          throw e;
        });
  }

  public int swept() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  public int of(Disposition disposition) {
    return counts.get(disposition);
  }

  /** The last line of {@code efm sweep}: {@code swept 3: relayed 2 denied 1 discarded 0 …}. */
  public String line() {
    StringBuilder line = new StringBuilder("swept ").append(swept()).append(':');
    counts.forEach(
        (disposition, n) -> line.append(' ').append(disposition.word()).append(' ').append(n));
    return line.toString();
  }
}
