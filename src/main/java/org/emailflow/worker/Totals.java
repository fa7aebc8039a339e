package org.emailflow.worker;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.emailflow.store.Disposition;

/**
 * What a sweep did.
 *
 * @param seconds its whole time by the monotonic clock
 */
public record Totals(Map<Disposition, Integer> counts, double seconds) {

  public Totals {
    EnumMap<Disposition, Integer> all = new EnumMap<>(Disposition.class);
    for (Disposition disposition : Disposition.values()) {
      all.put(disposition, counts.getOrDefault(disposition, 0));
    }
    counts = Collections.unmodifiableMap(all);
  }

  public int swept() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  public int of(Disposition disposition) {
    return counts.get(disposition);
  }

  /** The last line of {@code efm sweep}. */
  public String line() {
    return String.format(
        "swept %d: relayed %d denied %d discarded %d deferred %d failed %d duplicate %d",
        swept(),
        of(Disposition.RELAYED),
        of(Disposition.DENIED),
        of(Disposition.DISCARDED),
        of(Disposition.DEFERRED),
        of(Disposition.FAILED),
        of(Disposition.DUPLICATE));
  }
}
