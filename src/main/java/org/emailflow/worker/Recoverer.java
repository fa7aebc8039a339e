package org.emailflow.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.emailflow.spool.Archival;
import org.emailflow.spool.Claim;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Publication;
import org.emailflow.spool.Spool;
import org.emailflow.spool.SpoolException;
import org.emailflow.spool.Staged;
import org.emailflow.spool.Step;
import org.emailflow.spool.Takeover;
import org.emailflow.store.Database;
import org.emailflow.store.Disposition;
import org.emailflow.store.Marks;
import org.emailflow.store.OutboundKey;
import org.emailflow.store.Recovery;
import org.emailflow.store.Recovery.Recorded;
import org.emailflow.store.Recovery.Unpublished;
import org.emailflow.store.Suspects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on what a dead worker left, by what the database says: a committed batch is published and
 * archived (S3, S4), any other goes back to the inbox (S1, S2).
 *
 * <p>Driven by outbound rows, not by folders: a row that is not marked published has its file
 * renamed, or was renamed already. No message is opened: what killed a worker must not kill its
 * recovery, too. May itself be cut at any point and be carried on by the next.
 *
 * <p>Who is dead: a worker of this host whose lock is free; one of another host that shares the
 * spool only when, by the database's clock, it has not committed for {@link #LEASE} either. It is
 * fenced before anything is asked about it, so that nothing of it is committed afterwards.
 */
final class Recoverer {
  private static final Logger log = LoggerFactory.getLogger(Recoverer.class);

  /** Longer than any batch takes. */
  private static final Duration LEASE = Duration.ofMinutes(15);

  /** Longer than any file is being written. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  private final Spool spool;
  private final Recovery rows;
  private final Suspects suspects;
  private final Failpoints failpoints;
  private final Clock clock;
  private boolean met;
  private SpoolException trouble;

  Recoverer(Spool spool, Database database, Failpoints failpoints, Clock clock) {
    this.spool = spool;
    this.rows = new Recovery(database);
    this.suspects = new Suspects(database);
    this.failpoints = failpoints;
    this.clock = clock;
  }

  /** Recovers every owner that has died; asks nothing of the database where there is none. */
  void run() {
    for (String owner : spool.abandoned()) {
      if (spool.isOfThisHost(owner) || rows.hasLapsed(owner, LEASE)) {
        recover(owner, () -> spool.takeOver(owner));
      }
    }
    if (met) {
      attempt(() -> spool.tidy(clock.instant().minus(FORGOTTEN)));
    }
  }

  /** Those of which nothing is left in the spool but what is in the outbox. */
  void runWithoutFolder() {
    for (String owner : rows.unfinished()) {
      if (!spool.knows(owner) && (spool.isOfThisHost(owner) || rows.hasLapsed(owner, LEASE))) {
        recover(owner, () -> spool.revive(owner)); // its folder was removed by hand
      }
    }
  }

  /**
   * The first thing that could not be carried on, if there is one, with the others as suppressed.
   */
  Optional<SpoolException> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** A name that is taken, a disk that fails: one estate's trouble, not the next one's. */
  private void recover(String owner, Supplier<Optional<Takeover>> taking) {
    attempt(
        () -> {
          try (Takeover takeover = taking.get().orElse(null)) {
            if (takeover != null) {
              met = true;
              recover(takeover, owner);
            }
          }
        });
  }

  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (SpoolException e) {
      if (trouble == null) {
        trouble = e;
      } else {
        trouble.addSuppressed(e);
      }
    }
  }

  private void recover(Takeover takeover, String dead) {
    log.warn("worker {} died at work: its messages are carried on", dead);
    rows.fence(dead);
    publish(takeover, dead);
    Map<String, Recorded> committed = committed(dead);
    suspect(takeover, dead, committed.keySet());
    List<Archival> archivals = new ArrayList<>();
    for (Claim claim : takeover.claims()) {
      Recorded row = committed.get(claim.name());
      if (row == null) {
        takeover.owner().release(claim);
      } else {
        archivals.add(Archivals.of(claim, row, clock));
      }
    }
    takeover.owner().archive(archivals);
    rows.settled(archived(committed.values()), clock.instant());
  }

  private void publish(Takeover takeover, String dead) {
    List<Unpublished> unpublished = rows.unpublished(dead);
    List<Unpublished> whole = unpublished.stream().filter(this::isWhole).toList();
    List<Publication> publications =
        whole.stream().map(row -> new Publication(row.staged(), row.id().fileName())).toList();
    Set<String> lost = new HashSet<>();
    for (Publication nowhere : takeover.owner().publish(publications)) {
      lost.add(nowhere.queueName());
      log.error(
          "{} is committed and nowhere in the queue: look for it in queue/ and in your backup",
          nowhere.queueName());
    }
    List<OutboundKey> found =
        whole.stream().map(Unpublished::id).filter(id -> !lost.contains(id.fileName())).toList();
    rows.settled(Marks.of(found, List.of()), clock.instant());
    Set<String> staged = new HashSet<>();
    unpublished.forEach(row -> staged.add(row.staged()));
    takeover.staged().stream()
        .filter(name -> !staged.contains(name))
        .forEach(name -> takeover.owner().unstage(name));
  }

  /**
   * What is not staged any more was published whole. What is, and is not what was committed, was
   * spoilt by the disk: it stays in {@code queue/tmp} and is named at each sweep.
   */
  private boolean isWhole(Unpublished row) {
    Staged committed = new Staged(row.staged(), row.size(), row.crc32c());
    boolean whole = spool.staged(row.staged()).map(committed::equals).orElse(true);
    if (!whole) {
      log.error(
          "queue/tmp/{} is not what was committed as {}: check the disk; the original is in done/",
          row.staged(),
          row.id().fileName());
    }
    return whole;
  }

  private Map<String, Recorded> committed(String dead) {
    Map<String, Recorded> committed = new HashMap<>();
    rows.unarchived(dead).forEach(row -> committed.put(row.name(), row));
    return committed;
  }

  /**
   * What was undecided when the worker died may have killed it; not so if it gave up alive: a
   * COMMIT that failed leaves a batch behind, too.
   */
  private void suspect(Takeover takeover, String dead, Set<String> committed) {
    Set<String> undecided = new LinkedHashSet<>();
    takeover.claims().stream()
        .map(Claim::name)
        .filter(name -> !committed.contains(name))
        .forEach(undecided::add);
    if (!Trial.isAlive(takeover.note())) {
      suspects.mark(undecided, dead, verdict(takeover), clock.instant());
    }
    failpoints.reach(Step.SUSPECTS_MARKED);
  }

  /**
   * Only a message that was alone in the worker's hands has a word on record. A death in the middle
   * of its trial counts, unless the machine was restarted or the worker asked to stop.
   */
  private static Suspects.Verdict verdict(Takeover takeover) {
    if (Trial.isPassed(takeover.note())) {
      return new Suspects.Passed();
    }
    return Trial.diedAt(takeover.note())
        .filter(stage -> takeover.unasked())
        .<Suspects.Verdict>map(Suspects.DiedAt::new)
        .orElse(new Suspects.Open());
  }

  /** What was decided of a suspect is put away, so it is none any more. */
  private Marks archived(Iterable<Recorded> committed) {
    List<Long> archived = new ArrayList<>();
    List<String> survived = new ArrayList<>();
    for (Recorded row : committed) {
      if (!isUndone(row)) {
        archived.add(row.id());
        survived.add(row.name());
      }
    }
    return new Marks(List.of(), archived, survived, Optional.empty());
  }

  /**
   * Whose claim a power cut undid (S3') is not archived: the sweep meets it again, or another has
   * it in hand already. Where a reason lies in {@code failed/}, it was, and somebody moved it back
   * into the inbox since; of what was in {@code done/} nobody can tell.
   */
  private boolean isUndone(Recorded row) {
    return spool.isUnderWay(row.name())
        && !(row.disposition() == Disposition.FAILED
            && Archivals.isReasonOf(row.id(), spool.why(row.name())));
  }
}
