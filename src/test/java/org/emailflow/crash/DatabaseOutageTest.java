package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.emailflow.crash.CrashSite.Job;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.emailflow.store.Login;
import org.emailflow.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database is away, slow, busy or unwilling: the sweep ends with one line that says so, no
 * attempt is counted, the mail waits, and the first sweep after it goes on as if nothing had been.
 */
class DatabaseOutageTest {
  @TempDir Path folder;
  private CrashSite site;
  private Login worker;
  private Map<String, Integer> attempts;
  private String again;

  @BeforeEach
  void open() {
    site = new CrashSite(folder).mixedMail();
    worker = site.site.server().worker();
    attempts = site.attempts();
    again = site.site.text("select name from ledger where disposition = 'deferred'");
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  /** The sweep ends, and says {@code words} among others; nothing was counted or lost. */
  private void pauses(Login login, Failpoints failpoints, String words) {
    ends(login, failpoints, words);
    site.look().always();
  }

  private void ends(Login login, Failpoints failpoints, String words) {
    Spool spool = Spool.open(site.site.spool, failpoints);
    StoreException said =
        assertThrows(StoreException.class, () -> site.sweep(spool, login, failpoints));
    assertEquals(StoreException.Kind.TEMPORARY, said.kind(), said.toString());
    assertTrue(said.getMessage().contains(words), said.getMessage());
    assertFalse(said.getMessage().contains("\n"), said.getMessage());
  }

  /** As {@link #pauses}, before COMMIT: all waits where it waited before. */
  private void pausesBeforeCommit(Login login, String words) {
    int waiting = site.site.names(Folder.INBOX_NEW).size();
    pauses(login, Failpoints.NONE, words);
    allWaits(waiting);
  }

  private void allWaits(int waiting) {
    assertEquals(attempts, site.attempts());
    assertEquals(waiting, site.site.names(Folder.INBOX_NEW).size());
  }

  private void goesOn() {
    site.checkThatItIsCarriedOn(Job.SWEEP);
    site.attempts()
        .forEach(
            (name, tries) ->
                assertEquals(1, tries - (name.equals(again) ? 1 : 0), name + ": attempts"));
  }

  private static Failpoints at(Step step, Runnable happens) {
    return reached -> {
      if (reached == step) {
        happens.run();
      }
    };
  }

  @Test
  void theServerIsAway() throws IOException {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    String url = worker.url().replaceFirst(":[0-9]+/", ":" + nobody + "/");
    pausesBeforeCommit(new Login(url, worker.user(), worker.password()), "away");
    goesOn();
  }

  @Test
  void theConnectionBreaksBeforeCommit() throws IOException {
    try (Wire wire = new Wire(worker, "")) {
      pauses(wire.login(), at(Step.STAGED_SYNCED, wire::cut), "away");
    }
    assertEquals(attempts, site.attempts());
    goesOn();
  }

  /** Nobody knows whether it was committed, so nothing is undone. */
  @Test
  void theConnectionBreaksAtCommit() throws IOException {
    try (Wire wire = new Wire(worker, "")) {
      pauses(wire.login(), at(Step.COMMITTING, wire::cut), "away");
    }
    assertEquals(attempts, site.attempts());
    goesOn();
  }

  @Test
  void theAnswerToCommitIsLost() throws IOException {
    try (Wire wire = new Wire(worker, "")) {
      pauses(wire.login(), at(Step.COMMITTING, wire::loseTheNextAnswer), "away");
    }
    assertTrue(site.attempts().size() > attempts.size(), "it was committed");
    goesOn();
  }

  @Test
  void theConnectionBreaksAfterCommit() throws IOException {
    try (Wire wire = new Wire(worker, "")) {
      pauses(wire.login(), at(Step.PUBLISHED_SYNCED, wire::cut), "away");
    }
    goesOn();
  }

  /** Silence is no answer: the time that the server has is in the URL, or the program's own. */
  @Test
  void theServerStalls() throws IOException {
    try (Wire wire = new Wire(worker, "?socketTimeout=700")) {
      pauses(wire.login(), at(Step.STAGED_SYNCED, wire::stall), "away");
    }
    assertEquals(attempts, site.attempts());
    goesOn();
  }

  @Test
  void theServerIsReadOnly() {
    site.site.execute("set global read_only = 1");
    try {
      pausesBeforeCommit(worker, "read-only");
    } finally {
      site.site.execute("set global read_only = 0");
    }
    goesOn();
  }

  /** The test has no connection left either, so it looks at the tables when all are given back. */
  @Test
  void theServerHasNoConnectionLeft() throws SQLException {
    int waiting = site.site.names(Folder.INBOX_NEW).size();
    String before = site.site.text("select @@global.max_connections");
    site.site.execute("set global max_connections = 10");
    Deque<Connection> taken = new ArrayDeque<>();
    try {
      takeAll(taken);
      ends(worker, Failpoints.NONE, "too many connections");
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
      site.site.execute("set global max_connections = " + before);
    }
    site.look().always();
    allWaits(waiting);
    goesOn();
  }

  private void takeAll(Deque<Connection> taken) {
    try {
      while (taken.size() < 1000) {
        taken.push(DriverManager.getConnection(worker.url(), worker.user(), worker.password()));
      }
    } catch (SQLException e) {
      assertEquals(1040, e.getErrorCode(), e.getMessage());
    }
  }

  /** The server undid it for another's sake; the same again works, and is not told of. */
  @Test
  void aDeadlockIsTriedAgainAtOnce() {
    trouble(2);
    goesOn();
  }

  @Test
  void soIsOneOfTheMarksAfterPublishing() {
    trouble("update on outbound", 2);
    site.sweep(Spool.open(site.site.spool, Failpoints.NONE), worker, Failpoints.NONE);
    goesOn();
  }

  @Test
  void soIsOneOfTheFenceBeforeADeadWorkersBatchIsCarriedOn() throws Exception {
    assertEquals(CrashSite.KILLED, site.die(Job.SWEEP, Step.COMMITTED, 1));
    trouble("insert on worker", 2);
    goesOn();
  }

  @Test
  void aDeadlockThatComesAgainAndAgainIsWaitedFor() {
    trouble(1000);
    pausesBeforeCommit(worker, "deadlock");
    site.site.execute("drop trigger trouble");
    goesOn();
  }

  /** The first inserts of each session into the ledger end as a deadlock's victim does. */
  private void trouble(int times) {
    trouble("insert on ledger", times);
  }

  private void trouble(String when, int times) {
    site.site.execute(
        "create trigger trouble before "
            + when
            + " for each row begin set @tries ="
            + " ifnull(@tries, 0) + 1; if @tries <= "
            + times
            + " then signal sqlstate '40001' set mysql_errno = 1213, message_text ="
            + " 'Deadlock found'; end if; end");
  }

  @Test
  void aRowThatAnotherHoldsIsWaitedForAndGivenUp() throws SQLException {
    Login admin = site.site.server().admin();
    Login impatient =
        new Login(
            worker.url() + "?sessionVariables=innodb_lock_wait_timeout=1",
            worker.user(),
            worker.password());
    try (Connection other =
            DriverManager.getConnection(admin.url(), admin.user(), admin.password());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("update service set name = 'Casa Roja'");
      pausesBeforeCommit(impatient, "lock");
      other.rollback();
    }
    goesOn();
  }

  /**
   * The worker is cut off when it says COMMIT, and the server hears it only when another has begun
   * to carry on what it left: then that COMMIT is refused, or the other has waited for it.
   */
  @Test
  void aCommitThatComesLateHarmsNothing() throws Exception {
    String before = site.site.text("select @@global.innodb_lock_wait_timeout");
    site.site.execute("set global innodb_lock_wait_timeout = 1");
    try (Wire wire = new Wire(worker, "")) {
      pauses(wire.login(), at(Step.COMMITTING, wire::holdBackWhatIsSaidNext), "away");
      carryOnOrWait();
      wire.release();
      site.play(Job.SWEEP, Failpoints.NONE);
    } finally {
      site.site.execute("set global innodb_lock_wait_timeout = " + before);
    }
    goesOn();
  }

  private void carryOnOrWait() {
    try {
      site.play(Job.SWEEP, Failpoints.NONE);
    } catch (StoreException e) {
      assertEquals(StoreException.Kind.TEMPORARY, e.kind(), e.toString());
    }
  }

  /** What is too much for one packet goes in several batches. */
  @Test
  void theServerTakesSmallPacketsOnly() {
    for (int i = 0; i < 60; i++) {
      site.deliver("u" + i + "@real-user.example", site.service, "one of many", "relayed");
    }
    String before = site.site.text("select @@global.max_allowed_packet");
    site.site.execute("set global max_allowed_packet = 16384");
    try {
      goesOn();
    } finally {
      site.site.execute("set global max_allowed_packet = " + before);
    }
  }
}
