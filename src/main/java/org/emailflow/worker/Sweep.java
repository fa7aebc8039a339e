package org.emailflow.worker;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emailflow.relay.Relay;
import org.emailflow.spool.Claim;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.FolderStream;
import org.emailflow.spool.Owner;
import org.emailflow.spool.Spool;
import org.emailflow.store.Codes;
import org.emailflow.store.Database;
import org.emailflow.store.Deferred;
import org.emailflow.store.Disposition;

/**
 * One pass over the inbox and what is due of the deferred: the door of this room.
 *
 * <p>First what dead workers left is carried on, then the inbox is streamed in batches, never
 * listed whole, then deferred mail whose time has come. Several sweeps on one spool, of this or
 * other processes, share the work: a file belongs to whoever renames it first.
 *
 * <p>Fails with {@link org.emailflow.store.StoreException} or {@link
 * org.emailflow.spool.SpoolException}; what was not committed is then back in the inbox, the rest
 * is carried on by the next sweep.
 */
public final class Sweep {
  /** Enough to share a COMMIT and a sync among many, few enough to be done in a moment. */
  private static final int BATCH = 128;

  private final Relay relay;
  private final Spool spool;
  private final Database database;
  private final Codes codes;
  private final Failpoints failpoints;
  private final Clock clock;

  public Sweep(
      Relay relay,
      Spool spool,
      Database database,
      Codes codes,
      Failpoints failpoints,
      Clock clock) {
    this.relay = relay;
    this.spool = spool;
    this.database = database;
    this.codes = codes;
    this.failpoints = failpoints;
    this.clock = clock;
  }

  /** Sweeps once; {@code listener} is told of each message when it is archived. */
  public Totals run(SweepListener listener) {
    long start = System.nanoTime();
    Map<Disposition, Integer> counts = new EnumMap<>(Disposition.class);
    SweepListener counting =
        outcome -> {
          counts.merge(outcome.disposition(), 1, Integer::sum);
          listener.done(outcome);
        };
    new Recovery(relay, spool, database, clock).run();
    if (isIdle()) {
      return new Totals(counts, (System.nanoTime() - start) / 1e9);
    }
    try (Owner owner = spool.enrol()) {
      BatchRun batch =
          new BatchRun(relay, owner, () -> database.batch(codes), failpoints, clock, counting);
      inbox(owner, batch);
      due(owner, batch);
      batch.releaseUnreadable();
      new org.emailflow.store.Recovery(database)
          .settled(List.of(), batch.archived(), clock.instant());
    }
    return new Totals(counts, (System.nanoTime() - start) / 1e9);
  }

  /** What most sweeps of a timer find, so that they enrol no owner and sync nothing. */
  private boolean isIdle() {
    try (FolderStream inbox = spool.inbox()) {
      return inbox.isEmpty() && !new Deferred(database).isDue(clock.instant());
    }
  }

  private void inbox(Owner owner, BatchRun batch) {
    try (FolderStream inbox = spool.inbox()) {
      List<Claim> claims = owner.claim(inbox, BATCH);
      while (!claims.isEmpty()) {
        batch.run(claims.stream().map(Item::arrived).toList());
        claims = owner.claim(inbox, BATCH);
      }
    }
  }

  /** A message that is deferred again is due later, so that this comes to an end. */
  private void due(Owner owner, BatchRun batch) {
    Set<Long> passed = new HashSet<>();
    boolean more = true;
    while (more) {
      int before = passed.size();
      List<Item> items = claimDue(owner, passed);
      batch.run(items);
      more = !items.isEmpty() || passed.size() > before;
    }
  }

  /**
   * Claims what is due of the deferred.
   *
   * @param passed rows without a file in {@code deferred/}: another worker has it, or somebody took
   *     it away. They stay due, and must not stand in the way of those behind them
   */
  private List<Item> claimDue(Owner owner, Set<Long> passed) {
    List<Item> items = new ArrayList<>();
    for (Deferred.Due due : new Deferred(database).due(clock.instant(), BATCH + passed.size())) {
      if (!passed.contains(due.id())) {
        owner
            .claimDeferred(due.name())
            .ifPresentOrElse(claim -> items.add(Item.due(claim)), () -> passed.add(due.id()));
      }
    }
    return items;
  }
}
