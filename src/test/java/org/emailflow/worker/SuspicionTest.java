package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.emailflow.TestMessage;
import org.emailflow.TestSite;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.emailflow.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is taken for dead, and how a sweep treats what was in the hands of the dead. */
class SuspicionTest {
  private static final String ANN = "ann@real-user.example";

  @TempDir Path folder;
  private TestSite site;
  private String service;

  @BeforeEach
  void open() {
    site = new TestSite(folder);
    service = site.service("bob@real-owner.test");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private String deliver() {
    return site.deliver(TestMessage.of(ANN, service), ANN, service);
  }

  private String suspect(int deaths) {
    return suspect(deaths, "read");
  }

  private String suspect(int deaths, String stage) {
    String name = deliver();
    site.execute(
        "insert into suspect (name, deaths, stage, owner, marked_at) values ('%s', %d, '%s', 'w', utc_timestamp(6))"
            .formatted(name, deaths, stage));
    return name;
  }

  @Test
  void suspectsRunAloneAfterTheRestAndThoseWithDeathsLast() {
    Map<Integer, String> suspects = new TreeMap<>();
    for (int deaths : List.of(2, 0, 1)) {
      suspects.put(deaths, suspect(deaths));
    }
    List<String> expected = new ArrayList<>(List.of(deliver()));
    expected.addAll(suspects.values());
    List<Outcome> outcomes = site.sweep();
    assertEquals(expected, outcomes.stream().map(Outcome::name).toList());
    assertEquals(4, site.count("select count(*) from ledger where disposition = 'relayed'"));
    assertEquals(4, site.count("select count(distinct owner) from ledger"));
    assertEquals(0, site.count("select count(*) from suspect"));
  }

  @Test
  void fourDeathsBesideAStatementAreNotEnough() {
    suspect(4, "after write");
    assertEquals("relayed", site.sweepOne().disposition().word());
    suspect(5, "after write");
    assertEquals("killed-worker", site.sweepOne().reason());
    assertEquals(
        "a worker died 5 times over this message (after write)",
        site.text("select detail from ledger where disposition = 'failed'"));
  }

  /** Or it would be convicted again, unread, when it is sent round after the mending. */
  @Test
  void oneThatARecoveryPutAwayIsNoSuspectAnyMore() throws IOException {
    suspect(3);
    Corpse corpse =
        new Corpse(
            site.spool, Step.ARCHIVED_SYNCED, 1, Files.createTempDirectory(folder, "corpse"));
    try (Database own = Database.open(site.server().worker())) {
      assertThrows(Corpse.Killed.class, () -> site.sweep(own, corpse).run(outcome -> {}));
      site.sweep(corpse.spool(), own, Failpoints.NONE).run(outcome -> {});
    }
    assertEquals(0, site.count("select count(*) from suspect"));
  }

  /** What kills while it is read must not be read to be put away. */
  @Test
  void oneThatIsConvictedIsNotReadAndNotOnTrialAnyMore() {
    suspect(3);
    List<Outcome> outcomes = new ArrayList<>();
    Set<Step> reached = EnumSet.noneOf(Step.class);
    site.sweep(site.database(), reached::add).run(outcomes::add);
    assertEquals("killed-worker", outcomes.get(0).reason());
    assertEquals("", outcomes.get(0).sender());
    assertFalse(reached.contains(Step.ON_TRIAL));
    assertEquals(1, site.names(Folder.FAILED).size());
  }

  /** Were its bytes hashed, and did that kill, it would come back for ever. */
  @Test
  void oneThatIsConvictedIsNotEvenOpened() throws IOException {
    String name = suspect(3);
    Failpoints cut = step -> cutOff(step, name);
    site.sweep(Spool.open(site.spool, cut), site.database(), cut).run(outcome -> {});
    assertEquals("killed-worker", site.text("select reason from ledger"));
    assertEquals(List.of(), site.names(Folder.INBOX_NEW));
    assertTrue(Files.exists(site.path(Folder.FAILED).resolve(name + ".why")));
  }

  /** In the place of what was claimed there is a name that cannot be opened. */
  private void cutOff(Step step, String name) {
    if (step == Step.CLAIMED) {
      try {
        Path held = Corpse.onlyFolder(site.path(Folder.WORK)).resolve(name);
        Files.delete(held);
        Files.createSymbolicLink(held, Path.of("nothing"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Delivers a message that a worker of another host holds; the file's name. */
  private String claimedElsewhere() throws IOException {
    Path estate = site.path(Folder.WORK).resolve("elsewhere-20260101t000000-00000000000000aa");
    Files.createDirectory(estate);
    String name = deliver();
    Files.move(site.path(Folder.INBOX_NEW).resolve(name), estate.resolve(name));
    return name;
  }

  /** A lock says nothing about a worker on another host: there its silence decides. */
  @Test
  void aWorkerOfAnotherHostIsDeadWhenItsLeaseHasLapsed() throws IOException {
    String name = claimedElsewhere();
    assertEquals(List.of(), site.sweep());
    site.execute("update worker set seen_at = seen_at - interval 14 minute");
    assertEquals(List.of(), site.sweep());
    assertEquals(List.of(name), site.names(Folder.WORK));
    site.execute("update worker set seen_at = seen_at - interval 1 minute");
    assertEquals("relayed", site.sweepOne().disposition().word());
  }

  /** The server's clock, which is the one that counts, is set back in the middle of a lease. */
  @Test
  void aLeaseOutlivesAClockThatIsSetBackAndEndsAllTheSame() throws IOException {
    String name = claimedElsewhere();
    assertEquals(List.of(), site.sweep());
    site.execute("update worker set seen_at = seen_at + interval 60 minute");
    assertEquals(List.of(), site.sweep());
    assertEquals(List.of(name), site.names(Folder.WORK));
    site.execute("update worker set seen_at = seen_at - interval 75 minute");
    assertEquals("relayed", site.sweepOne().disposition().word());
  }
}
