package org.emailflow.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.emailflow.relay.Relay;
import org.emailflow.spool.Archival;
import org.emailflow.spool.Box;
import org.emailflow.spool.Claim;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Owner;
import org.emailflow.spool.Publication;
import org.emailflow.spool.SpoolException;
import org.emailflow.spool.Step;
import org.emailflow.store.Batch;
import org.emailflow.store.Disposition;
import org.emailflow.store.Kind;
import org.emailflow.store.OutboundKey;
import org.emailflow.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one batch of claimed messages from S1 to S5.
 *
 * <p>Until COMMIT is sent, any failure undoes the batch: staged files are removed, the claims go
 * back to the inbox, no attempt is counted. Once it is sent nobody knows whether it arrived, so
 * nothing is undone any more: claims and staged files stay where they are, and recovery carries
 * them on by what the database says.
 *
 * <p>One message that the database refuses, or that meets a bug of ours, must not hold its
 * neighbours back: such a batch is run again in halves, down to the one message, which then fails
 * by name.
 */
final class BatchRun {
  private static final Logger log = LoggerFactory.getLogger(BatchRun.class);
  private static final int TRIES = 3;

  private final Owner owner;
  private final Supplier<Batch> batches;
  private final Failpoints failpoints;
  private final Clock clock;
  private final Deliberation deliberation;
  private final Settlement settlement;
  private final SweepListener listener;

  /** Ledger ids of originals that are archived and not yet marked so; the next batch does that. */
  private final List<Long> archived = new ArrayList<>();

  private final List<Claim> unreadable = new ArrayList<>();

  BatchRun(
      Relay relay,
      Owner owner,
      Supplier<Batch> batches,
      Failpoints failpoints,
      Clock clock,
      SweepListener listener) {
    this.owner = owner;
    this.batches = batches;
    this.failpoints = failpoints;
    this.clock = clock;
    this.deliberation = new Deliberation(relay, owner::othersHave, clock);
    this.settlement = new Settlement(relay, owner, new StageNames(), clock);
    this.listener = listener;
  }

  /** Runs {@code items} until all of them have an outcome. */
  void run(List<Item> items) {
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

  /** What is archived and not yet marked so. */
  List<Long> archived() {
    return List.copyOf(archived);
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
    } finally {
      items.forEach(BatchRun::close);
    }
  }

  private List<Item> undone(List<Item> items, int tries, RuntimeException e) {
    if (e instanceof StoreException store && store.retryable() && tries < TRIES) {
      log.debug("the batch is run again: {}", e.getMessage());
      return attempt(items, tries + 1);
    }
    if (isAboutAMessage(e)) {
      return apart(items, e);
    }
    items.forEach(item -> owner.release(item.claim()));
    throw e;
  }

  /** Whether it would not have happened without one of the messages; else the world is to blame. */
  private static boolean isAboutAMessage(RuntimeException e) {
    if (e instanceof StoreException store) {
      return store.kind() == StoreException.Kind.PERMANENT;
    }
    return !(e instanceof SpoolException || e instanceof UncheckedIOException);
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
      finish(batch, committed);
      items.stream().filter(Item::left).map(Item::claim).forEach(unreadable::add);
      again.addAll(conflicts);
      again.forEach(Item::reset);
      return again;
    }
  }

  private void finish(Batch batch, List<Item> items) {
    List<OutboundKey> keys = new ArrayList<>();
    List<Publication> publications = new ArrayList<>();
    for (Item item : items) {
      for (int n = 1; n <= item.staged().size(); n++) {
        OutboundKey key = new OutboundKey(item.ledgerId(), n);
        keys.add(key);
        publications.add(new Publication(item.staged().get(n - 1).name(), key.fileName()));
      }
    }
    Set<String> lost = new HashSet<>();
    for (Publication nowhere : owner.publish(publications)) {
      lost.add(nowhere.queueName());
      log.error("{} is committed and nowhere in the queue", nowhere.queueName());
    }
    keys.removeIf(key -> lost.contains(key.fileName()));
    batch.published(keys, archived, clock.instant());
    failpoints.reach(Step.PUBLISHED_MARKED);
    archived.clear();
    owner.archive(items.stream().map(this::archival).toList());
    items.forEach(item -> archived.add(item.recordedId()));
    items.forEach(settlement::observed);
    items.forEach(item -> listener.done(Outcomes.of(item)));
  }

  private Archival archival(Item item) {
    Box box = Recovery.box(item.ending().disposition());
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Ending ending = item.ending();
    long id = item.recordedId();
    String why = Outcomes.why(id, item.claim(), ending.reason(), ending.detail());
    Optional<String> kept = box == Box.FAILED ? Optional.of(why) : Optional.empty();
    return new Archival(item.claim(), box, day, id, kept);
  }

  private List<Item> apart(List<Item> items, RuntimeException e) {
    if (items.size() > 1) {
      int half = items.size() / 2;
      run(new ArrayList<>(items.subList(0, half)));
      return new ArrayList<>(items.subList(half, items.size()));
    }
    Item item = items.get(0);
    if (item.condemned()) {
      owner.release(item.claim());
      throw e;
    }
    String reason = e instanceof StoreException ? "refused-by-database" : "bug";
    log.error("{}: {}, the message waits in failed/", item.claim().name(), reason, e);
    item.condemn(new Ending(Disposition.FAILED, Kind.MESSAGE, reason, Optional.of(e.toString())));
    return items;
  }

  private void undo(List<Item> items) {
    for (Item item : items) {
      settlement.unstage(item);
      item.reset();
    }
  }

  private static void close(Item item) {
    try {
      item.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + item.claim().path(), e);
    }
  }
}
