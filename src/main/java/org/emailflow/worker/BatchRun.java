package org.emailflow.worker;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.emailflow.relay.Relay;
import org.emailflow.spool.Claim;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Owner;
import org.emailflow.spool.SpoolException;
import org.emailflow.spool.Step;
import org.emailflow.store.Batch;
import org.emailflow.store.Disposition;
import org.emailflow.store.Kind;
import org.emailflow.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one batch of claimed messages from S1 to S3, and hands it to the {@link Finisher}.
 *
 * <p>Until COMMIT is sent, any failure undoes the batch: staged files are removed, the claims go
 * back to the inbox, no attempt is counted. Once it is sent nobody knows whether it arrived, so
 * nothing is undone any more: claims and staged files stay where they are, and recovery carries
 * them on by what the database says.
 *
 * <p>One message that the database refuses, or that meets a bug of ours, must not hold its
 * neighbours back: such a batch is run again in halves, down to the one message, which then fails
 * by name. Where the database's error is one that nobody foresaw, that takes more: the message is
 * put aside, and has failed when it meets such an error again after others of its batch were taken.
 * If none was, the server is to blame, and all of them wait.
 */
final class BatchRun implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BatchRun.class);
  private static final int TRIES = 3;

  private final Owner owner;
  private final Supplier<Batch> batches;
  private final Runnable databaseCheck;
  private final Failpoints failpoints;
  private final Deliberation deliberation;
  private final Settlement settlement;
  private final Finisher finisher;
  private final List<Claim> unreadable = new ArrayList<>();

  /** Met an unforeseen error alone, for the first time. */
  private final List<Item> doubtful = new ArrayList<>();

  private StoreException doubt;

  /** Whether anything was committed since the batch came in which the first of them was. */
  private boolean taken;

  /**
   * @param databaseCheck fails if the database cannot be used
   */
  BatchRun(
      Relay relay,
      Owner owner,
      Supplier<Batch> batches,
      Runnable databaseCheck,
      Failpoints failpoints,
      Clock clock,
      Crew crew,
      Finisher finisher) {
    this.owner = owner;
    this.batches = batches;
    this.databaseCheck = databaseCheck;
    this.failpoints = failpoints;
    this.deliberation = new Deliberation(relay, owner::isHeldBeside, clock, crew);
    this.settlement = new Settlement(relay, owner, new StageNames(), clock, crew);
    this.finisher = finisher;
  }

  /** Reads what {@link #run} will be given next; may be done while another batch runs. */
  void read(List<Item> items) {
    items.forEach(deliberation::read);
  }

  /**
   * Runs {@code items} until all of them have an outcome, or are put aside for {@link
   * #runDoubtful}.
   */
  void run(List<Item> items) {
    if (doubtful.isEmpty()) {
      taken = false;
    }
    runAll(items);
    if (doubtful.size() > 1 && !taken) {
      throw doubt;
    }
  }

  /** Runs once more what was put aside: when all else is done, because others are to be taken. */
  void runDoubtful() {
    List<Item> again = List.copyOf(doubtful);
    doubtful.clear();
    runAll(again);
  }

  private void runAll(List<Item> items) {
    List<Item> left = items;
    while (!left.isEmpty()) {
      left = attempt(left, 1);
    }
  }

  /**
   * Puts back what could not be read. At the end of a sweep only: the inbox would hand it out
   * again.
   */
  void releaseUnreadable() {
    unreadable.forEach(owner::release);
    unreadable.clear();
  }

  /** Puts back what could not be read or is doubtful, if that was not done yet. */
  @Override
  public void close() {
    releaseUnreadable();
    giveBack(doubtful);
    doubtful.clear();
  }

  /** Puts back what was read and will not be run. */
  void giveBack(List<Item> items) {
    items.forEach(item -> owner.release(item.claim()));
  }

  private List<Item> attempt(List<Item> items, int tries) {
    boolean[] committing = {false};
    try {
      return transact(items, committing);
    } catch (RuntimeException e) {
      if (committing[0]) {
        throw e;
      }
      undo(items);
      return undone(items, tries, e);
    }
  }

  private List<Item> undone(List<Item> items, int tries, RuntimeException e) {
    if (e instanceof StoreException store && isWorthAnother(store) && tries < TRIES) {
      log.debug("the batch is run again: {}", e.getMessage());
      return attempt(items, tries + 1);
    }
    if (isAboutAMessage(e)) {
      return apart(items, e);
    }
    items.forEach(item -> owner.release(item.claim()));
    throw e;
  }

  /** A restarted server takes a batch that it lost; one that is away does not even connect. */
  private static boolean isWorthAnother(StoreException e) {
    return e.retryable() || e.connectionLost();
  }

  /**
   * Whether it would not have happened without one of the messages; else the world is to blame. A
   * server that throws us out each time for what we say, and speaks with us otherwise, does so for
   * something in a message.
   */
  private boolean isAboutAMessage(RuntimeException e) {
    if (e instanceof StoreException store) {
      return store.kind() == StoreException.Kind.PERMANENT
          || store.unforeseen()
          || (store.connectionLost() && isDatabaseWell());
    }
    return !(e instanceof SpoolException || e instanceof UncheckedIOException);
  }

  private boolean isDatabaseWell() {
    try {
      databaseCheck.run();
      return true;
    } catch (StoreException e) {
      log.debug("the database is away: {}", e.getMessage());
      return false;
    }
  }

  private List<Item> transact(List<Item> items, boolean[] committing) {
    try (Batch batch = batches.get()) {
      List<Item> again = new ArrayList<>(deliberation.run(batch, items));
      List<Item> decided =
          items.stream().filter(item -> !again.contains(item) && !item.left()).toList();
      List<Item> conflicts = settlement.run(batch, decided);
      failpoints.reach(Step.COMMITTING);
      committing[0] = true;
      batch.commit();
      failpoints.reach(Step.COMMITTED);
      List<Item> committed =
          decided.stream().filter(item -> !conflicts.contains(item) && !item.left()).toList();
      items.stream().filter(Item::left).map(Item::claim).forEach(unreadable::add);
      taken |= !committed.isEmpty();
      finisher.finish(committed);
      again.addAll(conflicts);
      again.forEach(Item::reset);
      return again;
    }
  }

  private List<Item> apart(List<Item> items, RuntimeException e) {
    if (items.size() > 1) {
      int half = items.size() / 2;
      List<Item> second = new ArrayList<>(items.subList(half, items.size()));
      runBefore(second, new ArrayList<>(items.subList(0, half)));
      return second;
    }
    Item item = items.get(0);
    boolean unforeseen = e instanceof StoreException store && store.unforeseen();
    if (unforeseen && !item.doubted()) {
      putAside(item, (StoreException) e);
      return List.of();
    }
    if (item.condemned() || (unforeseen && !taken)) {
      owner.release(item.claim());
      throw e;
    }
    String reason = e instanceof StoreException ? "refused-by-database" : "bug";
    log.error("{}: {}, the message waits in failed/", item.claim().name(), reason, e);
    item.condemn(new Ending(Disposition.FAILED, Kind.MESSAGE, reason, Optional.of(e.toString())));
    return items;
  }

  private void putAside(Item item, StoreException e) {
    item.doubt();
    doubtful.add(item);
    doubt = e;
  }

  /** Whatever stops the first half stops the second, of which nothing is under way. */
  private void runBefore(List<Item> second, List<Item> first) {
    try {
      runAll(first);
    } catch (RuntimeException e) {
      try {
        giveBack(second);
      } catch (RuntimeException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  private void undo(List<Item> items) {
    for (Item item : items) {
      settlement.unstage(item);
      item.reset();
    }
  }
}
