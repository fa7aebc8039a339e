package org.emailflow.worker;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emailflow.store.Marks;
import org.emailflow.store.OutboundKey;

/**
 * Originals that are archived and not yet marked so: the marks of the next batch do that, which
 * saves a round trip.
 *
 * <p>A deferred message may be due again by then and stand in that batch, committed and not
 * archived anew: its mark must wait, or recovery would take it for one that nobody had decided.
 */
final class Arrears {
  private final Set<Long> archived = new LinkedHashSet<>();

  /** Suspects among them. */
  private final List<String> survived = new ArrayList<>();

  void archived(Item item) {
    archived.add(item.recordedId());
    if (item.suspect()) {
      survived.add(item.claim().name());
    }
  }

  /** Those of a batch that is published and not archived. */
  Marks with(List<OutboundKey> published, List<Item> batch) {
    batch.forEach(item -> archived.remove(item.recordedId()));
    return new Marks(published, List.copyOf(archived), List.copyOf(survived), Optional.empty());
  }

  /** Those of a worker that leaves. */
  Marks last(String owner) {
    return new Marks(List.of(), List.copyOf(archived), List.copyOf(survived), Optional.of(owner));
  }

  /** They are marked. */
  void clear() {
    archived.clear();
    survived.clear();
  }
}
