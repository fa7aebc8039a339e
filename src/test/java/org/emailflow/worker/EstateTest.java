package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.emailflow.TestMessage;
import org.emailflow.TestPlugin;
import org.emailflow.TestSite;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Verdict;
import org.emailflow.spool.Claim;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Owner;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.emailflow.store.Database;
import org.emailflow.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker left, when somebody else had a hand in it before it is carried on. */
class EstateTest {
  private static final String ANN = "ann@real-user.example";

  @TempDir Path folder;
  private TestSite site;
  private String service;

  @BeforeEach
  void open() {
    site =
        new TestSite(folder).with(new TestPlugin(Hook.MESSAGE, "held", t -> Verdict.hold("look")));
    service = site.service("bob@real-owner.test");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private String deliver(String subject) {
    return site.deliver(TestMessage.of(ANN, service).set("Subject", subject), ANN, service);
  }

  /** Sweeps until the worker dies there; the spool as it was then. */
  private Path die(Step at) throws IOException {
    Corpse corpse = new Corpse(site.spool, at, 1, Files.createTempDirectory(folder, "corpse"));
    try (Database own = Database.open(site.server().worker())) {
      assertThrows(Corpse.Killed.class, () -> site.sweep(own, corpse).run(outcome -> {}));
    }
    return corpse.spool();
  }

  private List<String> sweep(Path spool, Failpoints failpoints) {
    List<String> endings = new ArrayList<>();
    try (Database own = Database.open(site.server().worker())) {
      site.sweep(spool, own, failpoints)
          .run(o -> endings.add((o.disposition().word() + " " + o.reason()).strip()));
    }
    return endings;
  }

  private long unarchived() {
    return site.count("select count(*) from ledger where archived_at is null");
  }

  private static Path undoClaim(Path spool, String name) throws IOException {
    Path owner = Corpse.onlyFolder(spool.resolve("work"));
    Files.move(owner.resolve(name), spool.resolve("inbox/new").resolve(name));
    return owner;
  }

  /** S3': it is carried on by that one, and no copy of itself. */
  @Test
  void anOriginalThatIsInAnothersHandsByNowIsNotMarkedArchived() throws IOException {
    String name = deliver("one");
    Path spool = die(Step.COMMITTED);
    undoClaim(spool, name);
    try (Owner living = Spool.open(spool, Failpoints.NONE).enrol()) {
      List<Claim> taken = new ArrayList<>();
      Failpoints claiming =
          step -> {
            if (step == Step.SUSPECTS_MARKED) {
              living.claimArrived(name).ifPresent(taken::add);
            }
          };
      assertEquals(List.of(), sweep(spool, claiming));
      assertEquals(1, unarchived());
      taken.forEach(living::release);
    }
    assertEquals(List.of("relayed carried-on"), sweep(spool, Failpoints.NONE));
    assertEquals(0, unarchived());
  }

  /** It was in failed/, though nobody had written that down: its reason is there to tell. */
  @Test
  void whatAPersonMovedBackOutOfFailedIsDecidedAnew() throws IOException {
    String name = deliver("held");
    Path spool = die(Step.ARCHIVED_SYNCED);
    Files.move(spool.resolve("failed").resolve(name), spool.resolve("inbox/new").resolve(name));
    assertEquals(List.of("failed look"), sweep(spool, Failpoints.NONE));
    assertEquals("1,2", site.text("select group_concat(generation order by id) from ledger"));
    assertEquals(0, unarchived());
  }

  /** The same place, but the reason is another message's: a claim that a power cut undid. */
  @Test
  void anothersReasonProvesNothing() throws IOException {
    String name = deliver("held");
    Path spool = die(Step.COMMITTED);
    undoClaim(spool, name);
    Files.writeString(
        spool.resolve("failed").resolve(name + ".why"), "{\"id\":4711,\"name\":\"x\"}\n");
    assertEquals(List.of("failed look"), sweep(spool, Failpoints.NONE));
    assertEquals("1", site.text("select group_concat(generation order by id) from ledger"));
  }

  @Test
  void whatCouldNotBeWrittenDownInTheEndIsWrittenDownLater() {
    site.execute(
        "create trigger refuse before update on ledger for each row if new.archived_at is not null"
            + " then signal sqlstate '45000' set message_text = 'no'; end if");
    deliver("one");
    assertThrows(StoreException.class, site::sweep);
    assertEquals(1, site.names(Folder.DONE).size());
    assertEquals(1, unarchived());
    site.execute("drop trigger refuse");
    assertEquals(List.of(), site.sweep());
    assertEquals(0, unarchived());
    assertEquals(List.of(), site.names(Folder.WORK));
    assertEquals(0, site.count("select count(*) from suspect"));
  }

  /** Nothing of that worker is left on disk but what is in the queue. */
  @Test
  void aFolderThatWasRemovedByHandIsNotNeeded() throws IOException {
    String name = deliver("one");
    Path spool = die(Step.PUBLISHED_SYNCED);
    Path owner = undoClaim(spool, name);
    Files.delete(owner.resolve(".lock"));
    Files.delete(owner);
    assertEquals(List.of("relayed carried-on"), sweep(spool, Failpoints.NONE));
    assertEquals(1, site.count("select count(*) from outbound where state = 'published'"));
    assertEquals(List.of(), TestSite.names(spool.resolve("work")));
  }

  @Test
  void aNameThatIsTakenInDoneKeepsBoth() throws IOException {
    String name = deliver("one");
    Path spool = die(Step.COMMITTED);
    String today = LocalDate.ofInstant(site.clock.instant(), ZoneOffset.UTC).toString();
    Path day = Files.createDirectories(spool.resolve("done").resolve(today));
    Files.writeString(day.resolve(name), "another");
    assertEquals(List.of(), sweep(spool, Failpoints.NONE));
    assertEquals("another", Files.readString(day.resolve(name)));
    assertTrue(Files.exists(day.resolve(name + "~" + site.text("select id from ledger"))));
    assertEquals(0, unarchived());
  }
}
