package org.emailflow.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Octets;
import org.emailflow.relay.Relay;
import org.emailflow.spool.Archival;
import org.emailflow.spool.Box;
import org.emailflow.spool.Claim;
import org.emailflow.spool.Publication;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Takeover;
import org.emailflow.store.Database;
import org.emailflow.store.Disposition;
import org.emailflow.store.OutboundKey;
import org.emailflow.store.Recovery.Recorded;
import org.emailflow.store.Recovery.Unpublished;
import org.emailflow.store.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on what a dead worker left, by what the database says: a committed batch is published and
 * archived (S3, S4), any other goes back to the inbox (S1, S2).
 *
 * <p>Driven by outbound rows, not by folders: a row that is not marked published has its file
 * renamed, or was renamed already. May itself be cut at any point and be carried on by the next.
 */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final Relay relay;
  private final Spool spool;
  private final org.emailflow.store.Recovery rows;
  private final Clock clock;

  Recovery(Relay relay, Spool spool, Database database, Clock clock) {
    this.relay = relay;
    this.spool = spool;
    this.rows = new org.emailflow.store.Recovery(database);
    this.clock = clock;
  }

  /** Recovers every owner that has died; nothing is asked of the database when there is none. */
  void run() {
    for (String owner : spool.abandoned()) {
      try (Takeover takeover = spool.takeOver(owner).orElse(null)) {
        if (takeover != null) {
          recover(takeover, owner);
        }
      }
    }
  }

  private void recover(Takeover takeover, String dead) {
    log.warn("worker {} died at work: its messages are carried on", dead);
    publish(takeover, dead);
    List<Archival> archivals = new ArrayList<>();
    for (Map.Entry<Claim, Optional<Recorded>> entry : recorded(takeover, dead).entrySet()) {
      Claim claim = entry.getKey();
      entry
          .getValue()
          .ifPresentOrElse(
              row -> archivals.add(archival(claim, row)), () -> takeover.owner().release(claim));
    }
    takeover.owner().archive(archivals);
    rows.settled(List.of(), archivals.stream().map(Archival::ledgerId).toList(), clock.instant());
  }

  private void publish(Takeover takeover, String dead) {
    List<Unpublished> unpublished = rows.unpublished(Optional.of(dead));
    List<Publication> publications =
        unpublished.stream()
            .map(row -> new Publication(row.staged(), row.id().fileName()))
            .toList();
    Set<String> lost = new HashSet<>();
    for (Publication nowhere : takeover.owner().publish(publications)) {
      lost.add(nowhere.queueName());
      log.error(
          "{} is committed and nowhere in the queue: look for it in queue/ and in your backup",
          nowhere.queueName());
    }
    List<OutboundKey> found =
        unpublished.stream()
            .map(Unpublished::id)
            .filter(id -> !lost.contains(id.fileName()))
            .toList();
    rows.settled(found, List.of(), clock.instant());
    Set<String> committed = new HashSet<>();
    unpublished.forEach(row -> committed.add(row.staged()));
    takeover.staged().stream()
        .filter(name -> !committed.contains(name))
        .forEach(name -> takeover.owner().unstage(name));
  }

  /** Each claim with the row that the dead owner itself committed for it. */
  private Map<Claim, Optional<Recorded>> recorded(Takeover takeover, String dead) {
    Map<Claim, Optional<Sha256>> identities = new LinkedHashMap<>();
    takeover.claims().forEach(claim -> identities.put(claim, identity(claim)));
    List<Sha256> readable = identities.values().stream().flatMap(Optional::stream).toList();
    Map<Sha256, List<Recorded>> known = rows.recorded(readable);
    Map<Claim, Optional<Recorded>> found = new LinkedHashMap<>();
    identities.forEach(
        (claim, identity) ->
            found.put(
                claim,
                identity.map(known::get).stream()
                    .flatMap(List::stream)
                    .filter(row -> row.owner().equals(dead) && row.name().equals(claim.name()))
                    .reduce((older, newer) -> newer)));
    return found;
  }

  /**
   * As the batch saw it; empty where the file cannot be read. Such a one goes back to the inbox: if
   * it was committed, the next batch that can read it knows it again (S3').
   */
  private Optional<Sha256> identity(Claim claim) {
    try (FileChannel channel = claim.open()) {
      return Optional.of(identity(Octets.of(channel), claim));
    } catch (IOException e) {
      log.warn("{}: cannot be read ({}); it is tried again", claim.name(), e.getMessage());
      return Optional.empty();
    }
  }

  private Sha256 identity(Octets octets, Claim claim) throws IOException {
    try {
      return relay.read(octets, claim.received()).identity();
    } catch (MailException | RuntimeException | StackOverflowError e) {
      log.debug("{}: known by its bytes only", claim.name(), e);
      return relay.identityOfUnreadable(octets);
    }
  }

  private Archival archival(Claim claim, Recorded row) {
    Box box = box(row.disposition());
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String why = Outcomes.why(row.id(), claim, row.reason(), row.detail());
    Optional<String> kept = box == Box.FAILED ? Optional.of(why) : Optional.empty();
    return new Archival(claim, box, day, row.id(), kept);
  }

  /** Where the original of a message goes that was disposed of so. */
  static Box box(Disposition disposition) {
    return switch (disposition) {
      case RELAYED, DENIED, DISCARDED, DUPLICATE -> Box.DONE;
      case DEFERRED -> Box.DEFERRED;
      case FAILED -> Box.FAILED;
    };
  }
}
