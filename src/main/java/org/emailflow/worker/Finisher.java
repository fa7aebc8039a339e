package org.emailflow.worker;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.emailflow.chain.Transaction;
import org.emailflow.relay.Relay;
import org.emailflow.spool.Archival;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Owner;
import org.emailflow.spool.Publication;
import org.emailflow.spool.Step;
import org.emailflow.store.Database;
import org.emailflow.store.Disposition;
import org.emailflow.store.Marks;
import org.emailflow.store.OutboundKey;
import org.emailflow.store.Recovery;
import org.emailflow.store.Recovery.Recorded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes committed batches from S3 to S5, one after the other, while the next is being decided:
 * publishes, marks, archives, tells. On a thread and a database connection of its own.
 *
 * <p>If it fails, the batch stays where it is, committed, and recovery carries it on; the next
 * {@link #finish} or {@link #await} throws what happened.
 */
final class Finisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Finisher.class);

  private final Relay relay;
  private final Owner owner;
  private final Recovery rows;
  private final Failpoints failpoints;
  private final Clock clock;
  private final SweepListener listener;
  private final Crew crew;

  private final Arrears arrears = new Arrears();
  private Future<Void> underWay;
  private boolean committed;

  Finisher(
      Relay relay,
      Owner owner,
      Database database,
      Failpoints failpoints,
      Clock clock,
      SweepListener listener,
      Crew crew) {
    this.relay = relay;
    this.owner = owner;
    this.rows = new Recovery(database);
    this.failpoints = failpoints;
    this.clock = clock;
    this.listener = listener;
    this.crew = crew;
  }

  /** Begins to finish a committed batch, be it empty, when the one before it is finished. */
  void finish(List<Item> items) {
    committed = true;
    await();
    if (!items.isEmpty()) {
      underWay =
          crew.start(
              () -> {
                run(items);
                return null;
              });
    }
  }

  /** Returns when nothing is under way. */
  void await() {
    if (underWay != null) {
      Future<Void> last = underWay;
      underWay = null;
      Crew.await(last);
    }
  }

  /**
   * Writes down what is left to be: the owner has nothing in its hands any more. Also where no
   * message was in what it committed, for that has left its row.
   */
  void leave() {
    await();
    if (committed) {
      mark(arrears.last(owner.name()));
      committed = false;
    }
  }

  /** Whether something is committed and {@link #leave} did not come to write down what is left. */
  boolean owes() {
    return committed;
  }

  private void run(List<Item> items) {
    mark(arrears.with(publish(items), items));
    failpoints.reach(Step.PUBLISHED_MARKED);
    owner.archive(items.stream().map(this::archival).toList());
    items.forEach(arrears::archived);
    items.forEach(this::observed);
    items.forEach(item -> listener.done(Outcomes.of(item)));
  }

  /** Publishes; those whose files are in the queue. */
  private List<OutboundKey> publish(List<Item> items) {
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
    return keys;
  }

  private void mark(Marks marks) {
    rows.settled(marks, clock.instant());
    arrears.clear();
  }

  private Archival archival(Item item) {
    Ending ending = item.ending();
    Recorded row =
        new Recorded(
            item.recordedId(),
            item.claim().name(),
            ending.disposition(),
            ending.reason(),
            ending.detail());
    return Archivals.of(item.claim(), row, clock);
  }

  /** Plugins that observe are told. */
  private void observed(Item item) {
    if (item.ending().disposition() == Disposition.RELAYED && item.settled().isEmpty()) {
      Optional<Transaction> transaction = item.transaction();
      transaction.ifPresent(relay::queued);
    }
  }

  /** Lets what is under way end; what it throws is of interest only if nothing else failed. */
  @Override
  public void close() {
    await();
  }
}
