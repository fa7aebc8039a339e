package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may commit, and who is suspect. */
class FenceTest extends BatchFixture {
  private static final Suspects.Verdict OPEN = new Suspects.Open();
  private static final Suspects.Verdict DECIDING = new Suspects.DiedAt("decide");
  private static final Suspects.Verdict READING = new Suspects.DiedAt("read");

  @BeforeEach
  void noSuspects() {
    database.write(ctx -> ctx.query("delete from suspect").execute());
  }

  private final String dead = "w" + random.nextLong();

  private static Map<String, Integer> counts(Suspects suspects) {
    Map<String, Integer> counts = new HashMap<>();
    suspects.all().forEach((name, deaths) -> counts.put(name, deaths.count()));
    return counts;
  }

  private List<Recovery.Recorded> committed() {
    return new Recovery(database).unarchived(dead);
  }

  private LedgerEntry entry(String name) {
    return entry(anyIdentity(), 1, name, dead, Disposition.RELAYED, 1, 0);
  }

  private void commit(String name) {
    try (Batch batch = database.batch(codes, dead)) {
      batch.record(List.of(entry(name)));
      batch.commit();
    }
  }

  private void assertRefused(String name) {
    StoreException refused = assertThrows(StoreException.class, () -> commit(name));
    assertEquals(StoreException.Kind.TEMPORARY, refused.kind());
    assertFalse(refused.retryable());
  }

  @Test
  void aFencedWorkerCannotCommit() {
    try (Database recoverer = database.another();
        Batch batch = database.batch(codes, dead)) {
      batch.record(List.of(entry("a")));
      new Recovery(recoverer).fence(dead);
      assertThrows(StoreException.class, batch::commit);
    }
    assertRefused("b");
    assertEquals(List.of(), committed());
    record(entry(anyIdentity(), 1, "c", Disposition.RELAYED)); // another worker may
  }

  /** A COMMIT that the server is at is waited for, and what it did is seen. */
  @Test
  void theFenceWaitsForACommitUnderWay() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(1);
    CountDownLatch begun = new CountDownLatch(1);
    try (Database recoverer = database.another();
        Connection late = Database.connect(server.worker());
        Statement statement = late.createStatement()) {
      statement.execute("set autocommit = 0");
      statement.execute(
          "insert into worker (owner, seen_at) values ('" + dead + "', utc_timestamp(6))");
      Future<?> fence =
          threads.submit(
              () -> {
                begun.countDown();
                new Recovery(recoverer).fence(dead);
              });
      begun.await();
      assertThrows(TimeoutException.class, () -> fence.get(300, TimeUnit.MILLISECONDS));
      statement.execute("commit");
      fence.get(1, TimeUnit.MINUTES);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aWorkerThatLeftIsForgottenAndAFencedOneIsNot() {
    Recovery recovery = new Recovery(database);
    Marks left = new Marks(List.of(), List.of(), List.of(), Optional.of(dead));
    commit("a");
    recovery.settled(left, NOW);
    commit("b"); // as if its name were free again
    recovery.fence(dead);
    recovery.settled(left, NOW);
    assertRefused("c");
  }

  @Test
  void aLeaseRunsFromTheLastCommitByTheServersClock() {
    Recovery recovery = new Recovery(database);
    assertFalse(recovery.hasLapsed(dead, Duration.ofMinutes(1)));
    assertFalse(recovery.hasLapsed(dead, Duration.ofMinutes(1)));
    database.run(
        ctx -> ctx.query("update worker set seen_at = seen_at - interval 2 minute").execute());
    assertTrue(recovery.hasLapsed(dead, Duration.ofMinutes(1)));
  }

  @Test
  void aDeathCountsOnceAWorkerAndOnlyWhereItShould() {
    Suspects suspects = new Suspects(database);
    suspects.mark(List.of("a", "b"), "w1", OPEN, NOW);
    assertEquals(Map.of("a", 0, "b", 0), counts(suspects));
    suspects.mark(List.of("a"), "w2", DECIDING, NOW);
    suspects.mark(List.of("a"), "w2", DECIDING, NOW);
    suspects.mark(List.of("b"), "w3", OPEN, NOW);
    assertEquals(Map.of("a", 1, "b", 0), counts(suspects));
    new Recovery(database)
        .settled(new Marks(List.of(), List.of(), List.of("a"), Optional.empty()), NOW);
    assertEquals(Map.of("b", 0), counts(suspects));
    suspects.mark(List.of("c"), "w4", OPEN, NOW.plus(Duration.ofDays(31)));
    assertEquals(Map.of("c", 0), counts(suspects));
  }

  @Test
  void aFirstDeathAloneIsASuspicionOnly() {
    Suspects suspects = new Suspects(database);
    suspects.mark(List.of("a"), "w1", DECIDING, NOW);
    assertEquals(Map.of("a", 0), counts(suspects));
  }

  @Test
  void onlyDeathsInTheSameStageAddUpAndAPassEndsThem() {
    Suspects suspects = new Suspects(database);
    suspects.mark(List.of("a"), "w0", OPEN, NOW);
    List<Suspects.Verdict> deaths =
        List.of(DECIDING, DECIDING, OPEN, READING, READING, DECIDING, new Suspects.Passed());
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < deaths.size(); i++) {
      suspects.mark(List.of("a"), "x" + i, deaths.get(i), NOW);
      counts.add(counts(suspects).get("a"));
    }
    assertEquals(List.of(1, 2, 2, 1, 2, 1, 0), counts);
    assertEquals(Map.of("a", new Suspects.Deaths(0, "")), suspects.all());
    suspects.mark(List.of("a"), "y", DECIDING, NOW);
    assertEquals(Map.of("a", 1), counts(suspects));
  }
}
