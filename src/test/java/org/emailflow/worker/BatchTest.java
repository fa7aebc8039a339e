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
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.emailflow.QueuedMail;
import org.emailflow.TestMessage;
import org.emailflow.TestPlugin;
import org.emailflow.TestSite;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Verdict;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.emailflow.store.Database;
import org.emailflow.store.RoundTrips;
import org.emailflow.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages that share a batch: none harms its neighbours, copies are told apart, asking is cheap.
 */
class BatchTest {
  private static final String ANN = "ann@real-user.example";
  private static final String GHOST = "service-0000000000000000@relay.example";

  @TempDir Path folder;
  private TestSite site;
  private String service;

  @BeforeEach
  void open() {
    site = new TestSite(folder, "[notice]", "unauthenticated-per-hour = 1000");
    service = site.service("bob@real-owner.test");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void deliver(String subject) {
    String from = subject.replace(' ', '.') + "@real-user.example";
    site.deliver(TestMessage.of(from, service).set("Subject", subject), from, service);
  }

  private String endings() {
    return site.sweep().stream()
        .map(o -> (o.disposition().word() + " " + o.reason()).strip())
        .sorted()
        .toList()
        .toString();
  }

  @Test
  void aBugInOneMessageHarmsNoNeighbour() {
    site.with(
        new TestPlugin(
            Hook.OUTBOUND,
            "bug",
            transaction -> {
              transaction.draft().orElseThrow().redirect(null);
              return Verdict.DECLINED;
            }));
    List.of("one", "bug", "two").forEach(this::deliver);
    assertEquals("[failed bug, relayed, relayed]", endings());
    assertEquals(1, site.names(Folder.FAILED).size());
    assertEquals(2, site.queue().size());
    assertTrue(site.text("select detail from ledger where reason = 'bug'").contains("NullPointer"));
  }

  /** Those of these numbers to a service whose mail the database refuses. */
  private void deliverSeven(Set<Integer> refused) {
    String refusing = site.service("refused@real-owner.test");
    for (int i = 0; i < 7; i++) {
      String to = refused.contains(i) ? refusing : service;
      String from = "u" + i + "@real-user.example";
      site.deliver(TestMessage.of(from, to), from, to);
    }
  }

  @Test
  void whatTheDatabaseRefusesHarmsNoNeighbour() {
    site.execute(
        "create trigger refuse before insert on outbound for each row if new.recipient ="
            + " 'refused@real-owner.test' then signal sqlstate '45000' set message_text = 'no';"
            + " end if");
    deliverSeven(Set.of(4));
    assertEquals(
        "[failed refused-by-database, relayed, relayed, relayed, relayed, relayed, relayed]",
        endings());
    assertEquals(6, site.queue().size());
    assertEquals(List.of(), site.names(Folder.QUEUE_TMP));
    assertEquals(List.of(), site.names(Folder.WORK));
  }

  /** With an error that is on no list, {@code when} so. */
  private void breakDown(String table, String when) {
    site.execute(
        "create trigger refuse before insert on %s for each row if %s then signal sqlstate 'HY000' set mysql_errno = 1105, message_text = 'unheard of'; end if"
            .formatted(table, when));
  }

  @Test
  void anUnforeseenErrorOverOneMessageHarmsNoNeighbour() {
    breakDown("outbound", "new.recipient = 'refused@real-owner.test'");
    deliverSeven(Set.of(2, 6));
    assertEquals(
        "[failed refused-by-database, failed refused-by-database, relayed, relayed, relayed, relayed, relayed]",
        endings());
    assertEquals(5, site.queue().size());
    assertEquals(List.of(), site.names(Folder.WORK));
  }

  /** Nothing tells whose fault it is; as soon as others are taken, it is the message's. */
  @Test
  void anUnforeseenErrorOverTheOnlyMessageWaitsForOthers() {
    breakDown("outbound", "new.recipient = 'refused@real-owner.test'");
    String refused = site.service("refused@real-owner.test");
    site.deliver(TestMessage.of(ANN, refused), ANN, refused);
    for (int i = 0; i < 3; i++) {
      assertThrows(StoreException.class, site::sweep);
      assertEquals(1, site.names(Folder.INBOX_NEW).size());
    }
    deliver("another");
    assertEquals("[failed refused-by-database, relayed]", endings());
    assertEquals(0, site.count("select count(*) from suspect"));
  }

  @Test
  void anUnforeseenErrorOverEachMessageIsTheServers() {
    breakDown("outbound", "true");
    for (int i = 0; i < 5; i++) {
      deliver("message " + i);
    }
    assertThrows(StoreException.class, site::sweep);
    assertEquals(5, site.names(Folder.INBOX_NEW).size());
    assertEquals(List.of(), site.names(Folder.WORK));
    site.execute("drop trigger refuse");
    assertEquals("[relayed, relayed, relayed, relayed, relayed]", endings());
  }

  @Test
  void whatTheDatabaseRefusesOfEveryMessageGoesBackToTheInbox() {
    site.execute(
        "create trigger refuse before insert on ledger for each row"
            + " signal sqlstate '45000' set message_text = 'no'");
    for (int i = 0; i < 5; i++) {
      deliver("message " + i);
    }
    assertThrows(StoreException.class, site::sweep);
    assertEquals(5, site.names(Folder.INBOX_NEW).size());
    assertEquals(List.of(), site.names(Folder.WORK));
    site.execute("drop trigger refuse");
    assertEquals("[relayed, relayed, relayed, relayed, relayed]", endings());
    assertEquals(0, site.count("select count(*) from suspect"));
  }

  /** Nobody died: the worker that could not commit says so to whoever carries its batch on. */
  @Test
  void aCommitThatFailsMakesNobodySuspect() {
    site.execute(
        "create trigger refuse before insert on worker for each row if new.fenced_at is null"
            + " then signal sqlstate '45000' set message_text = 'no'; end if");
    deliver("alone");
    for (int i = 0; i < 6; i++) {
      assertThrows(StoreException.class, site::sweep);
    }
    assertEquals(0, site.count("select count(*) from suspect"));
    site.execute("drop trigger refuse");
    assertEquals("[relayed]", endings());
  }

  /** As a file without rights would, a folder in its place cannot be read. */
  @Test
  void aBatchInWhichNothingCouldBeReadLeavesNoRowOfItsWorker() {
    deliver("unreadable");
    String name = site.names(Folder.INBOX_NEW).get(0);
    Failpoints spoil = this::spoil;
    site.sweep(Spool.open(site.spool, spoil), site.database(), spoil).run(outcome -> {});
    assertTrue(Files.isDirectory(site.path(Folder.INBOX_NEW).resolve(name)));
    assertEquals(0, site.count("select count(*) from worker"));
  }

  private void spoil(Step step) {
    if (step == Step.CLAIMED) {
      try {
        Path owner = Corpse.onlyFolder(site.path(Folder.WORK));
        Path held = owner.resolve(TestSite.names(owner).get(0));
        Files.delete(held);
        Files.createDirectory(held);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A batch is longer than some systems let a process have files open. */
  @Test
  void betweenTwoStepsNoOriginalIsOpen() {
    List.of("one", "two", "three").forEach(this::deliver);
    String photo = "p".repeat(70) + "\n";
    for (String from : List.of("ann@real-user.example", "carl@real-user.example")) {
      site.deliver(TestMessage.of(from, service).body(photo.repeat(5000)), from, service);
    }
    List<Step> looked = new ArrayList<>();
    Failpoints look =
        step -> {
          if (step == Step.COMMITTING || step == Step.COMMITTED) {
            looked.add(step);
            assertEquals(List.of(), openIn(site.path(Folder.WORK)), step.toString());
          }
        };
    site.sweep(site.database(), look).run(outcome -> {});
    assertEquals(5, site.queue().size());
    assertEquals(List.of(Step.COMMITTING, Step.COMMITTED), looked);
  }

  /** The locks of owners apart. */
  private static List<Path> openIn(Path folder) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .map(BatchTest::target)
          .filter(path -> path.startsWith(folder))
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a descriptor stands for; itself where it was closed meanwhile. */
  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException closed) {
      return descriptor;
    }
  }

  @Test
  void twoCopiesInOneBatchAreOneRelayAndOneDuplicate() {
    byte[] raw = TestMessage.of(ANN, service).bytes();
    site.deliver(raw, ANN, service);
    site.deliver(raw, ANN, service);
    assertEquals("[duplicate delivered-again, relayed]", endings());
    site.deliver(raw, ANN, service.replace("service-", "Service-"));
    assertEquals("[duplicate delivered-again]", endings());
    site.take();
    assertEquals(3, site.names(Folder.DONE).size());
  }

  @Test
  void aCopyWithAnotherDeliveryBlockIsADuplicate() {
    byte[] raw = TestMessage.of(ANN, service).bytes();
    site.deliver(raw, ANN, service);
    site.deliver(raw, "another@real-user.example", service);
    assertEquals("[duplicate delivered-again, relayed]", endings());
  }

  @Test
  void oneMessageIdWithOtherBytesIsTwoMessages() {
    TestMessage message = TestMessage.of(ANN, service);
    site.deliver(message, ANN, service);
    site.deliver(message.body("Another text.\n"), ANN, service);
    assertEquals("[relayed, relayed]", endings());
  }

  @Test
  void oneMessageToTwoServicesIsTwoRelays() {
    String other = site.service("eva@real-owner.test");
    byte[] raw = TestMessage.of(ANN, service + ", " + other).bytes();
    site.deliver(raw, ANN, service);
    site.deliver(raw, ANN, other);
    assertEquals("[relayed, relayed]", endings());
    List<QueuedMail> sent = site.takeAll();
    assertFalse(sent.get(0).recipient().equals(sent.get(1).recipient()));
  }

  @Test
  void copiesInTwoWorkersAtOnceAreRelayedOnce() throws Exception {
    int messages = 200;
    for (int i = 0; i < messages; i++) {
      String from = "u" + i % 20 + "@real-user.example";
      byte[] raw = TestMessage.of(from, service).bytes();
      site.deliver(raw, from, service);
      site.deliver(raw, from, service);
    }
    List<Outcome> outcomes = sweepAtOnce(2);
    assertEquals(2 * messages, outcomes.size());
    assertEquals(messages, count(outcomes, "relayed"));
    assertEquals(messages, count(outcomes, "duplicate"));
    assertEquals(messages, site.queue().size());
    assertEquals(messages, site.count("select count(*) from outbound where state = 'published'"));
    assertEquals(20, site.count("select count(*) from correspondent"));
    assertEquals(messages, site.count("select sum(user_messages) from conversation"));
    assertEquals(2 * messages, site.names(Folder.DONE).size());
  }

  @Test
  void refusedCopiesInTwoWorkersAtOnceAreToldOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      byte[] raw = TestMessage.of("u" + i + "@real-user.example", GHOST).bytes();
      site.deliver(raw, "u" + i + "@real-user.example", GHOST);
      site.deliver(raw, "u" + i + "@real-user.example", GHOST);
    }
    assertEquals(40, count(sweepAtOnce(2), "denied"));
    assertEquals(20, site.queue().size());
  }

  private static long count(List<Outcome> outcomes, String disposition) {
    return outcomes.stream().filter(o -> o.disposition().word().equals(disposition)).count();
  }

  private List<Outcome> sweepAtOnce(int workers) throws Exception {
    CyclicBarrier start = new CyclicBarrier(workers);
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    List<Future<List<Outcome>>> running = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      running.add(threads.submit(worker(start)));
    }
    List<Outcome> all = new ArrayList<>();
    for (Future<List<Outcome>> worker : running) {
      all.addAll(worker.get(5, TimeUnit.MINUTES));
    }
    threads.shutdown();
    return all;
  }

  private Callable<List<Outcome>> worker(CyclicBarrier start) {
    return () -> {
      List<Outcome> outcomes = new ArrayList<>();
      try (Database own = Database.open(site.server().worker())) {
        Sweep sweep = site.sweep(own, Failpoints.NONE);
        start.await();
        sweep.run(outcomes::add);
      }
      return outcomes;
    };
  }

  /**
   * Ten for a batch; and four for the sweep: what nobody finished, who is suspect, what is due, and
   * the last batch's originals. What an idle sweep asks goes past jOOQ.
   */
  @Test
  void aBatchOfAnySizeAsksTheServerTenTimes() {
    RoundTrips trips = new RoundTrips();
    try (Database counted = trips.open(site.server().worker())) {
      site.sweep(counted, Failpoints.NONE).run(outcome -> {});
      assertEquals(0, trips.take());
      for (int size : new int[] {1, 10, 255}) {
        assertEquals(10 + 4, asked(counted, trips, size), size + " messages");
      }
      withoutASecondPairOfHands();
      assertEquals(10 + 9 + 4, asked(counted, trips, 511), "two batches, one notice");
    }
  }

  /** Which would take a third batch from the second, or come too late for it. */
  private void withoutASecondPairOfHands() {
    site.database().close();
    site.execute(
        "alter user '" + site.server().worker().user() + "'@'%' with max_user_connections 2");
  }

  private int asked(Database counted, RoundTrips trips, int size) {
    for (int i = 0; i < size; i++) {
      String from = "n" + size + "." + i + "@real-user.example";
      TestMessage message = TestMessage.of(from, service).answering("<" + i + "@out.test>");
      site.deliver(message, from, service);
    }
    String refused = "refused" + size + "@out.test";
    site.deliver(TestMessage.of(refused, GHOST), refused, GHOST);
    site.sweep(counted, Failpoints.NONE).run(outcome -> {});
    int asked = trips.take();
    assertEquals(size + 1, site.takeAll().size());
    return asked;
  }
}
