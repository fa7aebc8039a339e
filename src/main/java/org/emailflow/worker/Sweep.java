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
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.FolderStream;
import org.emailflow.spool.Owner;
import org.emailflow.spool.Spool;
import org.emailflow.store.Codes;
import org.emailflow.store.Database;
import org.emailflow.store.Deferred;
import org.emailflow.store.Disposition;
import org.emailflow.store.StoreException;
import org.emailflow.store.Suspects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over the inbox and what is due of the deferred: the door of this room.
 *
 * <p>First what dead workers left is carried on, then the inbox is streamed in batches, never
 * listed whole, then deferred mail whose time has come, at last suspects, each alone. While one
 * batch is decided and committed, the next is claimed and read, and the one before is published and
 * archived; decided is a batch only when the one before is committed. A long inbox is worked off by
 * two pairs of hands, each an owner of its own. Several sweeps on one spool, of this or other
 * processes, share the work: a file belongs to whoever renames it first.
 *
 * <p>Fails with {@link org.emailflow.store.StoreException} or {@link
 * org.emailflow.spool.SpoolException}; what was not committed is then back in the inbox, the rest
 * is carried on by the next sweep. What is wrong with the estate of one dead worker holds up nobody
 * else: it is told of in the end ({@link Totals#trouble}).
 */
public final class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

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
          synchronized (counts) {
            counts.merge(outcome.disposition(), 1, Integer::sum);
            listener.done(outcome);
          }
        };
    Recoverer recoverer = new Recoverer(spool, database, failpoints, clock);
    recoverer.run();
    if (!isIdle()) {
      recoverer.runWithoutFolder();
      sweep(counting);
    }
    return new Totals(counts, (System.nanoTime() - start) / 1e9, recoverer.trouble());
  }

  /** What the hands of one sweep share; {@code behind} is the first pair's second connection. */
  private record Shift(Crew crew, Database behind, SweepListener listener) {}

  private void sweep(SweepListener counting) {
    try (Crew crew = Crew.ofThisMachine();
        Database behind = database.another()) {
      Shift shift = new Shift(crew, behind, counting);
      Map<String, Suspects.Deaths> suspects = rest(shift);
      inOrder(suspects).forEach(name -> alone(shift, name, suspects.get(name)));
    }
  }

  /** What most sweeps of a timer find, so that they enrol no owner and sync nothing. */
  private boolean isIdle() {
    try (FolderStream inbox = spool.inbox()) {
      return inbox.isEmpty() && !new Deferred(database).isAnythingWaiting(clock.instant());
    }
  }

  /** All that is not suspect. Returns the suspects that it met in the inbox. */
  private Map<String, Suspects.Deaths> rest(Shift shift) {
    Suspicion suspicion = new Suspicion();
    try (Hands hands = hands(database, shift.behind(), shift)) {
      hands.run(
          () -> {
            inbox(hands, shift, suspicion);
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
  private void alone(Shift shift, String name, Suspects.Deaths deaths) {
    try (Hands hands = hands(database, shift.behind(), shift)) {
      Trial trial = Trial.by(hands.owner(), failpoints);
      hands.run(
          () ->
              hands
                  .owner()
                  .claimArrived(name)
                  .map(claim -> Item.suspect(claim, deaths, trial))
                  .map(this::known)
                  .ifPresent(item -> hands.batches().run(List.of(item))));
    }
  }

  /** What was deferred has a row, which nobody would come for if it were not this one's. */
  private Item known(Item item) {
    if (item.convicted()) {
      new Deferred(database).identity(item.claim().name()).ifPresent(item::unreadable);
    }
    return item;
  }

  private Hands hands(Database before, Database behind, Shift shift) {
    Owner owner = spool.enrol();
    Finisher finisher =
        new Finisher(relay, owner, behind, failpoints, clock, shift.listener(), shift.crew());
    BatchRun batches =
        new BatchRun(
            relay,
            owner,
            () -> before.batch(codes, owner.name()),
            before::check,
            failpoints,
            clock,
            shift.crew(),
            finisher);
    return new Hands(owner, batches, finisher);
  }

  private void inbox(Hands hands, Shift shift, Suspicion suspicion) {
    try (FolderStream inbox = spool.inbox()) {
      if (inbox.isEmpty()) {
        return;
      }
      suspicion.of(new Suspects(database).all());
      List<Future<Void>> others = new ArrayList<>();
      Drain drain = new Drain(hands, inbox, shift.crew(), suspicion::isNone);
      Throwable failure = null;
      try {
        drain.run(() -> others.add(helper(inbox, shift, suspicion)));
      } catch (RuntimeException | Error e) {
        end(inbox);
        failure = e;
      }
      Crew.join(others, failure);
    }
  }

  /**
   * A second pair of hands, for an inbox of more than a batch: while one waits for the database or
   * the disk, the other composes. An owner with connections of its own, as a second worker would
   * be; where the server has no more connections, one pair must do.
   */
  private Future<Void> helper(FolderStream inbox, Shift shift, Suspicion suspicion) {
    shift.behind().check(); // the first pair has its connections before another asks for any
    return shift
        .crew()
        .start(
            () -> {
              help(inbox, shift, suspicion);
              return null;
            });
  }

  private void help(FolderStream inbox, Shift shift, Suspicion suspicion) {
    try (Database another = database.another();
        Database behind = database.another()) {
      if (connects(another) && connects(behind)) {
        try (Hands hands = hands(another, behind, shift)) {
          Drain drain = new Drain(hands, inbox, shift.crew(), suspicion::isNone);
          hands.run(() -> drain.run(() -> {}));
        }
      }
    } catch (RuntimeException | Error e) {
      end(inbox);
      throw e;
    }
  }

  /** Whoever shares it begins nothing more. */
  private static void end(FolderStream inbox) {
    inbox.close();
  }

  private static boolean connects(Database database) {
    try {
      database.check();
      return true;
    } catch (StoreException e) {
      log.debug("no second pair of hands: {}", e.getMessage());
      return false;
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
    for (Deferred.Due due :
        new Deferred(database).due(clock.instant(), Drain.BATCH + passed.size())) {
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

    synchronized void of(Map<String, Suspects.Deaths> suspects) {
      known = suspects;
    }

    synchronized boolean isNone(String name) {
      Suspects.Deaths deaths = known.get(name);
      if (deaths != null) {
        met.put(name, deaths);
      }
      return deaths == null;
    }

    synchronized Map<String, Suspects.Deaths> met() {
      return met;
    }
  }
}
