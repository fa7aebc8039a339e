package org.emailflow.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is done on disk and is now to be written down; all of it in one round trip.
 *
 * @param published files that are in {@code queue/new}: couriers may take them
 * @param archived ledger ids of originals that are in their boxes
 * @param survived names of suspects that did no harm
 * @param left a worker that has left with nothing in its hands
 */
public record Marks(
    Collection<OutboundKey> published,
    Collection<Long> archived,
    Collection<String> survived,
    Optional<String> left) {

  /** Of a batch, or of recovery. */
  public static Marks of(Collection<OutboundKey> published, Collection<Long> archived) {
    return new Marks(published, archived, List.of(), Optional.empty());
  }

  boolean isEmpty() {
    return published.isEmpty() && archived.isEmpty() && survived.isEmpty() && left.isEmpty();
  }
}
