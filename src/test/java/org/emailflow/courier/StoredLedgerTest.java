package org.emailflow.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.emailflow.store.Batch;
import org.emailflow.store.Codes;
import org.emailflow.store.Database;
import org.emailflow.store.Deliveries;
import org.emailflow.store.Disposition;
import org.emailflow.store.Kind;
import org.emailflow.store.LedgerEntry;
import org.emailflow.store.Marks;
import org.emailflow.store.OutboundEntry;
import org.emailflow.store.OutboundKey;
import org.emailflow.store.Recovery;
import org.emailflow.store.Sha256;
import org.emailflow.store.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A courier's memory in the database, in the words of its files. */
class StoredLedgerTest {

  @RegisterExtension static final TestDatabase server = new TestDatabase();

  private static final Instant NOW = Instant.parse("2026-03-29T01:30:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  private final Random random = new Random();
  private Database database;
  private StoredLedger ledger;

  @BeforeEach
  void open() {
    database = Database.open(server.worker());
    ledger = new StoredLedger(new Deliveries(database));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Standing standing(String name, Instant now) {
    return ledger.standings(List.of(name), now).getOrDefault(name, Standing.UNKNOWN);
  }

  /** The name of a message that is committed, and marked published if so asked. */
  private String outbound(boolean published) {
    try (Batch batch = database.batch(new Codes(random), "w1")) {
      long id = batch.record(List.of(entry())).get(0).orElseThrow();
      OutboundKey key = new OutboundKey(id, 1);
      batch.outbound(
          List.of(
              new OutboundEntry(
                  key, "w.1", Kind.NOTICE, Optional.empty(), "", "ann@real.example", 9, 7)));
      batch.commit();
      if (published) {
        new Recovery(database).settled(Marks.of(List.of(key), List.of()), NOW);
      }
      return key.fileName();
    }
  }

  private LedgerEntry entry() {
    return new LedgerEntry(
        new LedgerEntry.Arrival(hash(), 1, "a", "w", NOW, 1, "ann@real.example", "x@relay.example"),
        new LedgerEntry.Outcome(
            Optional.empty(),
            Kind.MESSAGE,
            Disposition.DENIED,
            "unknown-code",
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        NOW,
        0,
        0,
        1);
  }

  private Sha256 hash() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Sha256.of(bytes);
  }

  @Test
  void aFileStandsAsItsRowDoes() {
    assertEquals(Standing.UNPUBLISHED, standing(outbound(false), NOW));
    String file = outbound(true);
    assertEquals(Standing.DUE, standing(file, NOW));
    assertEquals(new CourierLedger.Attempt(1, NOW), ledger.attempt(file, NOW));
    assertEquals(Standing.DUE, standing(file, NOW));
    ledger.deferred(file, NOW, LATER, "451 busy");
    assertEquals(Standing.LATER, standing(file, NOW));
    assertEquals(Standing.DUE, standing(file, LATER));
    assertEquals(2, ledger.attempt(file, LATER).number());
    ledger.sent(file, LATER, "250 ok");
    assertEquals(Standing.SENT, standing(file, LATER));
  }

  @Test
  void aRefusalIsForGood() {
    String file = outbound(true);
    ledger.attempt(file, NOW);
    ledger.refused(file, NOW, "5.1.1", "550 no such user");
    assertEquals(Standing.REFUSED, standing(file, LATER));
  }

  @Test
  void whatHasNoRowIsUnknownAndSpoilsNothing() {
    String ours = outbound(true);
    assertEquals(
        Map.of(ours, Standing.DUE),
        ledger.standings(List.of("notes.txt", "999999999.1.eml", ours, "x.1.eml"), NOW));
    assertEquals(Map.of(), ledger.standings(List.of("notes.txt"), NOW));
  }
}
