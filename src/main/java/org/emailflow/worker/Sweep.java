package org.emailflow.worker;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
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
import org.emailflow.store.Suspects;

/**
 * One pass over the inbox and what is due of the deferred: the door of this room.
 *
 * <p>First what dead workers left is carried on, then the inbox is streamed in batches, never
 * listed whole, then deferred mail whose time has come, at last suspects, each alone. While one
 * batch is decided and committed, the next is claimed and read, and the one before is published and
 * archived; decided is a batch only when the one before is committed. Several sweeps on one spool,
 * of this or other processes, share the work: a file belongs to whoever renames it first.
 *
 * <p>Fails with {@link org.emailflow.store.StoreException} or {@link
 * org.emailflow.spool.SpoolException}; what was not committed is then back in the inbox, the rest
 * is carried on by the next sweep. What is wrong with the estate of one dead worker holds up nobody
 * else: it is told of in the end ({@link Totals#trouble}).
 */
public final class Sweep {
  /** Enough to share a COMMIT and a sync among many, few enough to be done in a moment. */
  private static final int BATCH = 256;

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

  /**
   * Sweeps once.
   *
   * @param listener told of each message when it is archived, by one thread at a time
   */
  public Totals run(SweepListener listener) {
    long start = System.nanoTime();
    Map<Disposition, Integer> counts = new EnumMap<>(Disposition.class);
    SweepListener counting =
        outcome -> {
          counts.merge(outcome.disposition(), 1, Integer::sum);
          listener.done(outcome);
        };
    Recoverer recoverer = new Recoverer(spool, database, failpoints, clock);
    recoverer.run();
    if (!isIdle()) {
      recoverer.runWithoutFolder();
      sweep(counting);
    }
    return new Totals(counts, (System.nanoTime() - start) / 1e9, recoverer.trouble());
  }

  private void sweep(SweepListener counting) {
    try (Crew crew = Crew.ofThisMachine();
        Database behind = database.another()) {
      Map<String, Suspects.Deaths> suspects = rest(crew, behind, counting);
      inOrder(suspects).forEach(name -> alone(crew, behind, counting, name, suspects.get(name)));
    }
  }

  /** What most sweeps of a timer find, so that they enrol no owner and sync nothing. */
  private boolean isIdle() {
    try (FolderStream inbox = spool.inbox()) {
      return inbox.isEmpty() && !new Deferred(database).isAnythingWaiting(clock.instant());
    }
  }

  /** All that is not suspect. Returns the suspects that it met in the inbox. */
  private Map<String, Suspects.Deaths> rest(Crew crew, Database behind, SweepListener listener) {
    Suspicion suspicion = new Suspicion();
    try (Hands hands = hands(crew, behind, listener)) {
      hands.run(
          () -> {
            inbox(hands, crew, suspicion);
            due(hands);
          });
      return suspicion.met();
    }
  }

  /**
   * Those that were alone in a death come last, so that harmless ones are out of its way; else in
   * no order, so that who kills workers from outside, again and again, does not meet the same one.
   */
  private static List<String> inOrder(Map<String, Suspects.Deaths> suspects) {
    List<String> names = new ArrayList<>(suspects.keySet());
    Collections.shuffle(names);
    names.sort(Comparator.comparingInt(name -> suspects.get(name).count()));
    return names;
  }

  /** Under an owner of its own: whatever happens, it is the only message in those hands. */
  private void alone(
      Crew crew, Database behind, SweepListener listener, String name, Suspects.Deaths deaths) {
    try (Hands hands = hands(crew, behind, listener)) {
      Trial trial = Trial.by(hands.owner(), failpoints);
      hands.run(
          () ->
              hands
                  .owner()
                  .claimArrived(name)
                  .map(claim -> Item.suspect(claim, deaths, trial))
                  .ifPresent(item -> hands.batches().run(List.of(item))));
    }
  }

  private Hands hands(Crew crew, Database behind, SweepListener listener) {
    Owner owner = spool.enrol();
    Finisher finisher = new Finisher(relay, owner, behind, failpoints, clock, listener, crew);
    BatchRun batches =
        new BatchRun(
            relay,
            owner,
            () -> database.batch(codes, owner.name()),
            database::check,
            failpoints,
            clock,
            crew,
            finisher);
    return new Hands(owner, batches, finisher);
  }

  private void inbox(Hands hands, Crew crew, Suspicion suspicion) {
    try (FolderStream inbox = spool.inbox()) {
      if (inbox.isEmpty()) {
        return;
      }
      suspicion.of(new Suspects(database).all());
      ReadAhead ahead = new ReadAhead(hands, inbox, suspicion);
      Future<List<Item>> next = crew.start(ahead::next);
      try {
        List<Item> items = Crew.await(next);
        while (!items.isEmpty()) {
          next = crew.start(ahead::next);
          hands.batches().run(items);
          items = Crew.await(next);
        }
      } catch (RuntimeException | Error e) {
        ahead.giveBack(next, e);
        throw e;
      }
    }
  }

  /** Claims a batch from the inbox and reads it. */
  private record ReadAhead(Hands hands, FolderStream inbox, Suspicion suspicion) {

    List<Item> next() {
      List<Claim> claims = hands.owner().claim(inbox, BATCH, suspicion::isNone);
      List<Item> items = claims.stream().map(Item::arrived).toList();
      hands.batches().read(items);
      return items;
    }

    /** What was read for a batch that will not be. */
    private void giveBack(Future<List<Item>> next, Throwable why) {
      try {
        hands.batches().giveBack(Crew.await(next));
      } catch (RuntimeException | Error e) {
        if (e != why) {
          why.addSuppressed(e);
        }
      }
    }
  }

  /** A message that is deferred again is due later, so that this comes to an end. */
  private void due(Hands hands) {
    Set<Long> passed = new HashSet<>();
    boolean more = true;
    while (more) {
      int before = passed.size();
      List<Item> items = claimDue(hands.owner(), passed);
      hands.batches().run(items);
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
            .claimDeferred(due.name(), due.id())
            .ifPresentOrElse(claim -> items.add(Item.due(claim)), () -> passed.add(due.id()));
      }
    }
    return items;
  }

  /** Who is suspect, and who of them was met in the inbox. */
  private static final class Suspicion {
    private final Map<String, Suspects.Deaths> met = new LinkedHashMap<>();
    private Map<String, Suspects.Deaths> known = Map.of();

    void of(Map<String, Suspects.Deaths> suspects) {
      known = suspects;
    }

    boolean isNone(String name) {
      Suspects.Deaths deaths = known.get(name);
      if (deaths != null) {
        met.put(name, deaths);
      }
      return deaths == null;
    }

    Map<String, Suspects.Deaths> met() {
      return met;
    }
  }
}
