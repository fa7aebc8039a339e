package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.emailflow.TestMessage;
import org.emailflow.TestPlugin;
import org.emailflow.TestSite;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Verdict;
import org.emailflow.spool.Failpoint;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Spool;
import org.emailflow.spool.SpoolException;
import org.emailflow.spool.Step;
import org.emailflow.store.Database;
import org.emailflow.store.Failed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A worker that dies at any step of a batch: nothing is lost and nothing goes out twice. The death
 * is that of a process as the disk sees it: {@link Corpse} keeps what was there in that moment, and
 * the next sweep finds only that.
 */
class RecoveryTest {
  private static final Set<Step> BEFORE_COMMIT =
      EnumSet.of(
          Step.CLAIMED, Step.STAGE_OPENED, Step.STAGE_WRITTEN, Step.STAGED_SYNCED, Step.COMMITTING);

  /** Steps that no sweep of this kind takes: a courier's, an operator's, one for a later day. */
  private static final Set<Step> ELSEWHERE =
      EnumSet.of(
          Step.REPROCESSED,
          Step.QUEUE_CLAIMED,
          Step.ATTEMPT_RECORDED,
          Step.ANSWERED,
          Step.ANSWER_KEPT,
          Step.ANSWER_RECORDED,
          Step.REFUSAL_REPORTED,
          Step.SETTLED,
          Step.SETTLED_SYNCED);

  @TempDir Path folder;
  private TestSite site;
  private String service;
  private Verdict slow = Verdict.denySoft("not-now");
  private final Map<String, String> expected = new TreeMap<>();

  @BeforeEach
  void open() {
    site =
        new TestSite(folder)
            .with(new TestPlugin(Hook.MESSAGE, "slow", t -> slow))
            .with(new TestPlugin(Hook.MESSAGE, "held", t -> Verdict.hold("look")));
    service = site.service("bob@real-owner.test");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void deliver(String subject, String recipient, String disposition) {
    String from = subject + "@real-user.example";
    TestMessage message = TestMessage.of(from, recipient).set("Subject", subject);
    expected.put(site.deliver(message, from, recipient), disposition);
  }

  private void deliverOneOfEach() {
    deliver("one", service, "relayed");
    deliver("two", service, "relayed");
    deliver("ghost", "service-0000000000000000@relay.example", "denied");
    deliver("slow", service, "deferred");
    deliver("held", service, "failed");
    deliver("nothing", "bounce-00@relay.example", "discarded");
  }

  /** Sweeps until the worker dies there; the spool as it was then. */
  private Path die(Step at, int times) throws IOException {
    Corpse corpse = new Corpse(site.spool, at, times, Files.createTempDirectory(folder, "corpse"));
    try (Database own = Database.open(site.server().worker())) {
      assertThrows(
          Corpse.Killed.class, () -> site.sweep(own, corpse).run(outcome -> {}), at.name());
    }
    return corpse.spool();
  }

  private void recover(Path spool) {
    try (Database own = Database.open(site.server().worker())) {
      site.sweep(spool, own, Failpoints.NONE).run(outcome -> {});
    }
  }

  /** Each input in one place, the one of its disposition; each outbound there once and whole. */
  private void assertWhole(Path spool) throws IOException {
    Map<String, String> boxes =
        Map.of("relayed", "done", "denied", "done", "discarded", "done", "deferred", "deferred");
    List<String> left = new ArrayList<>(expected.keySet());
    for (Map.Entry<String, String> input : expected.entrySet()) {
      String box = boxes.getOrDefault(input.getValue(), "failed");
      assertEquals(
          1, count(TestSite.names(spool.resolve(box)), input.getKey()), input + " in " + box);
    }
    for (String box : List.of("done", "failed", "deferred")) {
      TestSite.names(spool.resolve(box)).forEach(left::remove);
    }
    assertEquals(List.of(), left);
    for (String empty : List.of("inbox/new", "work", "queue/tmp")) {
      assertEquals(List.of(), TestSite.names(spool.resolve(empty)), empty);
    }
    assertEquals(expected.size(), files(spool, "done", "failed", "deferred"));
    assertOutbound(spool);
    assertReasons(spool);
  }

  private static int files(Path spool, String... boxes) {
    int files = 0;
    for (String box : boxes) {
      files += TestSite.names(spool.resolve(box)).size();
    }
    return files;
  }

  private static long count(List<String> names, String name) {
    return names.stream().filter(name::equals).count();
  }

  private void assertOutbound(Path spool) throws IOException {
    List<String> queue = TestSite.names(spool.resolve("queue/new"));
    assertEquals(
        site.count("select count(*) from outbound where state = 'published'"), queue.size());
    assertEquals(site.count("select count(*) from outbound"), queue.size());
    for (String name : queue) {
      String[] key = name.split("\\.", -1);
      String committed =
          site.text(
              "select concat(size, ' ', crc32c) from outbound where ledger_id = "
                  + key[0]
                  + " and n = "
                  + key[1]);
      assertEquals(committed, Corpse.print(spool.resolve("queue/new").resolve(name)), name);
    }
    long relayed = expected.values().stream().filter("relayed"::equals).count();
    long denied = expected.values().stream().filter("denied"::equals).count();
    assertEquals(relayed + denied, queue.size());
    for (String disposition : Set.copyOf(expected.values())) {
      assertEquals(
          expected.values().stream().filter(disposition::equals).count(),
          site.count("select count(*) from ledger where disposition = '" + disposition + "'"),
          disposition);
    }
  }

  private static void assertReasons(Path spool) throws IOException {
    Path failed = spool.resolve("failed");
    for (String name : TestSite.names(failed)) {
      String why = Files.readString(failed.resolve(name + ".why"));
      assertTrue(why.contains("\"reason\":\"look\""), why);
    }
    try (var files = Files.list(failed)) {
      assertEquals(2L * TestSite.names(failed).size(), files.count());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      mode = Mode.EXCLUDE,
      names = {
        "UNSTAGED",
        "RELEASED",
        "TAKEN_OVER",
        "REPROCESSED",
        "QUEUE_CLAIMED",
        "ATTEMPT_RECORDED",
        "ANSWERED",
        "ANSWER_KEPT",
        "ANSWER_RECORDED",
        "REFUSAL_REPORTED",
        "SETTLED",
        "SETTLED_SYNCED",
        "SUSPECTS_MARKED",
        "ON_TRIAL"
      })
  void aWorkerThatDiesAnywhereIsCarriedOn(Step at) throws IOException {
    deliverOneOfEach();
    Path spool = die(at, 1);
    long recorded = site.count("select count(*) from ledger");
    assertEquals(BEFORE_COMMIT.contains(at) ? 0 : expected.size(), recorded);
    recover(spool);
    assertWhole(spool);
    recover(spool);
    assertWhole(spool);
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"CLAIMED", "STAGE_WRITTEN", "PUBLISHED", "ARCHIVED"})
  void itMayDieInTheMiddleOfAStep(Step at) throws IOException {
    deliverOneOfEach();
    Path spool = die(at, 3);
    recover(spool);
    assertWhole(spool);
  }

  /** Before the commit recovery releases and unstages; after it, it publishes and archives. */
  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {
        "TAKEN_OVER",
        "SUSPECTS_MARKED",
        "UNSTAGED",
        "RELEASED",
        "ON_TRIAL",
        "PUBLISHED",
        "PUBLISHED_SYNCED",
        "WHY_WRITTEN",
        "ARCHIVED",
        "ARCHIVED_SYNCED",
        "OWNER_LEFT"
      })
  void recoveryItselfMayDie(Step at) throws IOException {
    deliverOneOfEach();
    boolean undoing = EnumSet.of(Step.UNSTAGED, Step.RELEASED, Step.ON_TRIAL).contains(at);
    Path first = die(undoing ? Step.COMMITTING : Step.COMMITTED, 1);
    Corpse corpse = new Corpse(first, at, 1, Files.createTempDirectory(folder, "corpse"));
    try (Database own = Database.open(site.server().worker())) {
      Sweep sweep = site.sweep(first, own, corpse);
      assertThrows(Corpse.Killed.class, () -> sweep.run(outcome -> {}));
    }
    recover(corpse.spool());
    assertWhole(corpse.spool());
  }

  @Test
  void everyStepThatASweepCanReachIsTriedHere() throws IOException {
    deliverOneOfEach();
    Set<Step> reached = EnumSet.noneOf(Step.class);
    Path undone = die(Step.COMMITTING, 1);
    try (Database own = Database.open(site.server().worker())) {
      site.sweep(undone, own, reached::add).run(outcome -> {});
    }
    assertEquals(EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE)), reached);
  }

  /** S3': whatever was decided, nothing is decided again, and nobody is told again. */
  @Test
  void undoneClaimsAfterTheCommitAreCarriedOn() throws IOException {
    deliverOneOfEach();
    Path spool = die(Step.COMMITTED, 1);
    Path work = Corpse.onlyFolder(spool.resolve("work"));
    for (String name : expected.keySet()) {
      Files.move(work.resolve(name), spool.resolve("inbox/new").resolve(name));
    }
    List<Outcome> outcomes = new ArrayList<>();
    try (Database own = Database.open(site.server().worker())) {
      site.sweep(spool, own, Failpoints.NONE).run(outcomes::add);
    }
    assertEquals(
        List.of(
            "deferred carried-on",
            "denied carried-on",
            "discarded carried-on",
            "failed look",
            "relayed carried-on",
            "relayed carried-on"),
        outcomes.stream().map(o -> o.disposition().word() + " " + o.reason()).sorted().toList());
    assertEquals(expected.size(), site.count("select count(*) from ledger"));
    assertEquals(1, site.count("select max(generation) from ledger"));
    assertWhole(spool);
  }

  /** The worker died when the original was in failed/ and nobody had written that down. */
  @Test
  void whatIsSentRoundBeforeTheNextSweepIsDecidedAnew() throws IOException {
    deliver("held", service, "failed");
    Path spool = die(Step.ARCHIVED_SYNCED, 1);
    long id = site.count("select id from ledger where archived_at is null");
    new Failed(site.database()).archived(id, site.clock.instant());
    assertTrue(Spool.open(spool, Failpoints.NONE).reprocess(expected.keySet().iterator().next()));
    recover(spool);
    assertEquals("1,2", site.text("select group_concat(generation) from ledger"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"CLAIMED", "COMMITTING", "COMMITTED", "PUBLISHED", "ARCHIVED"})
  void aDeferredMessageSurvivesADeathInItsNextTry(Step at) throws IOException {
    deliver("slow", service, "deferred");
    assertEquals(1, site.sweep().size());
    site.clock.advance(Duration.ofMinutes(1));
    slow = Verdict.DECLINED;
    expected.replaceAll((name, disposition) -> "relayed");
    Path spool = die(at, 1);
    recover(spool);
    assertWhole(spool);
  }

  @Test
  void aRetryThatTheDatabaseInterruptsIsNotLost() {
    deliver("slow", service, "deferred");
    assertEquals(1, site.sweep().size());
    site.clock.advance(Duration.ofMinutes(1));
    slow = Verdict.DECLINED;
    site.execute("rename table outbound to elsewhere");
    try (Database own = Database.open(site.server().worker())) {
      assertThrows(
          org.emailflow.store.StoreException.class,
          () -> site.sweep(own, Failpoints.NONE).run(outcome -> {}));
    }
    site.execute("rename table elsewhere to outbound");
    assertEquals("relayed", site.sweepOne().disposition().word());
    assertNotNull(site.take());
  }

  @Test
  void whatAPowerCutLeftHalfWrittenIsTidiedAwayWhenItIsOld() throws IOException {
    deliver("one", service, "relayed");
    Path spool = die(Step.COMMITTED, 1);
    Path failed = spool.resolve("failed");
    Path old =
        Files.writeString(failed.resolve(".m1.why.0a1b2c3d-0000-0000-0000-000000000000"), "");
    Path fresh =
        Files.writeString(failed.resolve(".m2.why.0a1b2c3d-0000-0000-0000-000000000000"), "");
    Path other = Files.writeString(failed.resolve(".nfs0001"), "");
    Instant now = site.clock.instant();
    for (Path file : List.of(old, other)) {
      Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofHours(25))));
    }
    Files.setLastModifiedTime(fresh, FileTime.from(now.minus(Duration.ofHours(23))));
    recover(spool);
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(fresh));
    assertTrue(Files.exists(other));
  }

  @Test
  void aFileOfTheQueueThatIsNowhereStaysUnpublished() throws IOException {
    deliver("one", service, "relayed");
    Path spool = die(Step.COMMITTED, 1);
    for (String name : TestSite.names(spool.resolve("queue/tmp"))) {
      Files.delete(spool.resolve("queue/tmp").resolve(name));
    }
    recover(spool);
    assertEquals(List.of(), TestSite.names(spool.resolve("queue/new")));
    assertEquals(1, site.count("select count(*) from outbound where published_at is null"));
  }

  @Test
  void aFailureOfTheDiskUndoesTheBatchAndLosesNothing() {
    deliverOneOfEach();
    System.setProperty(Failpoint.PROPERTY, "STAGED_SYNCED=io");
    try (Database own = Database.open(site.server().worker())) {
      Sweep sweep = site.sweep(own, Failpoint.fromSystemProperty());
      assertThrows(SpoolException.class, () -> sweep.run(outcome -> {}));
    } finally {
      System.clearProperty(Failpoint.PROPERTY);
    }
    assertEquals(expected.size(), site.names(Folder.INBOX_NEW).size());
    assertEquals(List.of(), site.names(Folder.QUEUE_TMP));
    assertEquals(0, site.count("select count(*) from ledger"));
    assertEquals(expected.size(), site.sweep().size());
    assertEquals(3, site.queue().size());
  }
}
