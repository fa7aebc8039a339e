package org.emailflow.worker;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import org.emailflow.relay.BounceMeaning;
import org.emailflow.relay.Decision;
import org.emailflow.relay.Outgoing;
import org.emailflow.relay.Refusal;
import org.emailflow.relay.Relay;
import org.emailflow.spool.Owner;
import org.emailflow.spool.Staged;
import org.emailflow.store.Batch;
import org.emailflow.store.Bounce;
import org.emailflow.store.ConversationChange;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Disposition;
import org.emailflow.store.LearntId;
import org.emailflow.store.LedgerEntry;
import org.emailflow.store.NoticeKey;
import org.emailflow.store.OutboundEntry;
import org.emailflow.store.OutboundKey;
import org.emailflow.store.ServiceFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second half of a batch, up to the commit point: what goes out is staged and synced (S2), then
 * every row is written. After it, COMMIT is all that is missing.
 */
final class Settlement {
  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  private final Relay relay;
  private final Owner owner;
  private final Originals originals;
  private final StageNames names;
  private final Crew crew;
  private final Clock clock;

  Settlement(Relay relay, Owner owner, StageNames names, Clock clock, Crew crew) {
    this.crew = crew;
    this.relay = relay;
    this.originals = new Originals(relay, owner);
    this.owner = owner;
    this.names = names;
    this.clock = clock;
  }

  /**
   * Stages and records {@code items}.
   *
   * @return those that another worker recorded first; they must be decided anew
   */
  List<Item> run(Batch batch, List<Item> items) {
    items.forEach(this::limit);
    notices(batch, items);
    crew.each(items, item -> item.run(Trial.Stage.WRITE, () -> stage(item)));
    List<Item> whole = items.stream().filter(item -> !item.left()).toList();
    List<Staged> staged = whole.stream().flatMap(item -> item.staged().stream()).toList();
    Future<Void> synced =
        crew.start(
            () -> {
              owner.syncStaged(staged);
              return null;
            });
    List<Item> conflicts;
    try {
      conflicts = write(batch, whole);
    } finally {
      Crew.await(synced); // also when it failed: what is being synced is not taken back meanwhile
    }
    conflicts.forEach(this::unstage);
    return conflicts;
  }

  /** Writes every row, while the disk syncs. */
  private List<Item> write(Batch batch, List<Item> items) {
    List<Item> conflicts = record(batch, items);
    List<Item> recorded = items.stream().filter(item -> item.ledgerId() != 0).toList();
    batch.outbound(
        recorded.stream().flatMap(item -> outbound(item).stream()).toList(),
        recorded.stream().flatMap(item -> bounce(item).stream()).toList());
    batch.learn(recorded.stream().flatMap(item -> learnt(item).stream()).toList());
    batch.tally(recorded.stream().flatMap(item -> change(item).stream()).toList());
    return conflicts;
  }

  /** A message that was deferred for too long has failed, and its sender is told. */
  private void limit(Item item) {
    Instant received = item.claim().received();
    if (item.settled().isEmpty()
        && Retries.isOver(item.ending(), attempts(item), received, clock.instant())) {
      Ending last = item.ending();
      item.refuse(
          new Ending(Disposition.FAILED, last.kind(), last.reason(), last.detail()),
          Optional.of(Refusal.GIVEN_UP));
    }
  }

  private static int attempts(Item item) {
    return item.retry().map(row -> row.attempts() + 1).orElse(1);
  }

  private static Optional<Bounce> bounce(Item item) {
    return item.decision()
        .filter(Decision.Bounced.class::isInstance)
        .map(Decision.Bounced.class::cast)
        .flatMap(bounced -> bounce(bounced, item));
  }

  private static Optional<Bounce> bounce(Decision.Bounced bounced, Item item) {
    BounceMeaning meaning = bounced.meaning();
    return bounced
        .undelivered()
        .map(
            sent ->
                new Bounce(
                    sent.id(),
                    meaning.status(),
                    meaning.hard(),
                    meaning.reason(),
                    item.claim().received()));
  }

  private void notices(Batch batch, List<Item> items) {
    Map<Item, NoticeKey> wanted = new LinkedHashMap<>();
    for (Item item : items) {
      key(item).ifPresent(key -> wanted.put(item, key.generation(item.generation())));
    }
    Set<NoticeKey> allowed = batch.notices(wanted.values(), clock.instant());
    wanted.forEach(
        (item, key) -> {
          if (allowed.remove(key)) {
            item.run(Trial.Stage.NOTIFY, () -> item.outgoing().add(notice(item)));
          }
        });
  }

  private Optional<NoticeKey> key(Item item) {
    if (item.decision().orElse(null) instanceof Decision.Bounced bounced) {
      return relay.noticeKey(bounced);
    }
    return item.refusal()
        .flatMap(refusal -> relay.noticeKey(item.incoming().orElseThrow(), refusal));
  }

  private Outgoing notice(Item item) {
    return item.decision().orElse(null) instanceof Decision.Bounced bounced
        ? relay.notice(bounced, bounced.undelivered().flatMap(originals::of))
        : relay.notice(item.incoming().orElseThrow(), item.refusal().orElseThrow());
  }

  private void stage(Item item) {
    try {
      for (Outgoing outgoing : item.outgoing()) {
        item.staged().add(owner.stage(names.next(), outgoing.content()::writeTo));
      }
    } catch (IOException unreadable) {
      log.warn(
          "{}: cannot be read ({}); it is tried again",
          item.claim().name(),
          unreadable.getMessage());
      unstage(item);
      item.leave();
    } catch (StackOverflowError e) {
      log.error("{}: a bug of ours; the message waits in failed/", item.claim().name(), e);
      unstage(item);
      item.outgoing().clear();
      item.end(Ending.of(Disposition.FAILED, item.ending().kind(), "bug"));
    }
  }

  /** Takes back what was staged for a message that is decided anew or not at all. */
  void unstage(Item item) {
    item.staged().forEach(owner::unstage);
    item.staged().clear();
  }

  private List<Item> record(Batch batch, List<Item> items) {
    List<Item> ours = items.stream().filter(item -> item.settled().isEmpty()).toList();
    List<OptionalLong> ids = batch.record(ours.stream().map(this::entry).toList());
    List<Item> conflicts = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      Item item = ours.get(i);
      ids.get(i).ifPresent(item::recorded);
      if (ids.get(i).isEmpty()) {
        conflicts.add(item);
      }
    }
    return conflicts;
  }

  private LedgerEntry entry(Item item) {
    Instant now = clock.instant();
    int attempts = attempts(item);
    Ending ending = item.ending();
    Optional<Instant> next =
        ending.disposition() == Disposition.DEFERRED
            ? Optional.of(Retries.next(attempts, now, item.identity()))
            : Optional.empty();
    return new LedgerEntry(
        arrival(item),
        new LedgerEntry.Outcome(
            item.direction(),
            ending.kind(),
            ending.disposition(),
            ending.reason(),
            change(item).map(ConversationChange::proof),
            ending.detail(),
            next),
        now,
        item.facts().service().map(ServiceFacts::id).orElse(0L),
        item.correspondent().map(CorrespondentFacts::id).orElse(0L),
        attempts);
  }

  private LedgerEntry.Arrival arrival(Item item) {
    return new LedgerEntry.Arrival(
        item.identity(),
        item.generation(),
        item.claim().name(),
        owner.name(),
        item.claim().received(),
        item.claim().size(),
        item.incoming().flatMap(in -> in.envelope().sender()).orElse(""),
        item.incoming().map(in -> in.envelope().recipient()).orElse(""));
  }

  private static List<OutboundEntry> outbound(Item item) {
    List<OutboundEntry> entries = new ArrayList<>();
    for (int n = 1; n <= item.staged().size(); n++) {
      Outgoing outgoing = item.outgoing().get(n - 1);
      Staged staged = item.staged().get(n - 1);
      entries.add(
          new OutboundEntry(
              new OutboundKey(item.ledgerId(), n),
              staged.name(),
              outgoing.kind(),
              outgoing.token(),
              outgoing.sender(),
              outgoing.recipient(),
              staged.size(),
              staged.crc32c()));
    }
    return entries;
  }

  private static List<LearntId> learnt(Item item) {
    return item.outgoing().stream().flatMap(outgoing -> outgoing.learnt().stream()).toList();
  }

  private static Optional<ConversationChange> change(Item item) {
    return item.change().filter(change -> item.ending().disposition() == Disposition.RELAYED);
  }
}
