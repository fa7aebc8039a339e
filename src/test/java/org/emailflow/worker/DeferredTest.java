package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.emailflow.QueuedMail;
import org.emailflow.TestMessage;
import org.emailflow.TestPlugin;
import org.emailflow.TestSite;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Verdict;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Spool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for another try, and what goes round again. */
class DeferredTest {
  private static final String ANN = "ann@real-user.example";

  @TempDir Path folder;
  private TestSite site;
  private String service;
  private Verdict verdict = Verdict.denySoft("not-now");

  @BeforeEach
  void open() {
    site = new TestSite(folder).with(new TestPlugin(Hook.MESSAGE, "slow", t -> answer()));
    service = site.service("bob@real-owner.test");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Verdict answer() {
    if (verdict == null) {
      throw new IllegalStateException("the plugin is broken");
    }
    return verdict;
  }

  private TestMessage slow() {
    return TestMessage.of(ANN, service).set("Subject", "slow");
  }

  private String ending() {
    Outcome outcome = site.sweepOne();
    return (outcome.disposition().word() + " " + outcome.reason()).strip();
  }

  @Test
  void whatAPluginPutsOffIsTriedAfterAMinuteAndThenLater() {
    site.deliver(slow(), ANN, service);
    assertEquals("deferred not-now", ending());
    assertEquals(1, site.names(Folder.DEFERRED).size());
    assertEquals(List.of(), site.names(Folder.DONE));
    site.clock.advance(Duration.ofSeconds(59));
    assertEquals(List.of(), site.sweep());
    site.clock.advance(Duration.ofSeconds(1));
    assertEquals("deferred not-now", ending());
    assertEquals(2, site.count("select attempts from ledger"));
    site.clock.advance(Duration.ofMinutes(4));
    assertEquals(List.of(), site.sweep());
    site.clock.advance(Duration.ofMinutes(1));
    verdict = Verdict.DECLINED;
    assertEquals("relayed", ending());
    assertEquals(3, site.count("select attempts from ledger"));
    assertEquals(1, site.count("select count(*) from ledger"));
    assertEquals("bob@real-owner.test", site.take().recipient());
    assertEquals(1, site.names(Folder.DONE).size());
    assertEquals(List.of(), site.names(Folder.DEFERRED));
  }

  @Test
  void aPluginThatThrowsPutsOff() {
    verdict = null;
    site.deliver(slow(), ANN, service);
    site.deliver(TestMessage.of(ANN, service), ANN, service);
    assertEquals(
        List.of("", "plugin-failed"), site.sweep().stream().map(Outcome::reason).sorted().toList());
    verdict = Verdict.DECLINED;
    site.clock.advance(Duration.ofMinutes(1));
    assertEquals("relayed", ending());
  }

  @Test
  void afterFiveDaysItHasFailed() {
    site.deliver(slow(), ANN, service);
    assertEquals("deferred not-now", ending());
    for (int attempt = 2; attempt < 5; attempt++) {
      site.clock.advance(Duration.ofHours(2));
      assertEquals("deferred not-now", ending());
    }
    site.clock.advance(Duration.ofDays(5));
    assertEquals("failed not-now", ending());
    assertEquals(1, site.names(Folder.FAILED).size());
    QueuedMail notice = site.take();
    assertEquals(ANN, notice.recipient());
    assertTrue(notice.body().contains("five days"), notice.text());
    assertEquals(List.of(), site.sweep());
  }

  @Test
  void aCopyOfWhatWaitsIsADuplicateAndDoesNotEndTheWait() {
    TestMessage message = slow();
    site.deliver(message, ANN, service);
    assertEquals("deferred not-now", ending());
    site.deliver(message, ANN, service);
    assertEquals("duplicate delivered-again", ending());
    verdict = Verdict.DECLINED;
    site.clock.advance(Duration.ofMinutes(1));
    assertEquals("relayed", ending());
  }

  @Test
  void aCopyTakesThePlaceOfADeferredFileThatIsGone() throws IOException {
    TestMessage message = slow();
    site.deliver(message, ANN, service);
    assertEquals("deferred not-now", ending());
    Files.delete(site.path(Folder.DEFERRED).resolve(site.names(Folder.DEFERRED).get(0)));
    verdict = Verdict.DECLINED;
    site.deliver(message, ANN, service);
    assertEquals("relayed", ending());
    assertEquals(1, site.count("select count(*) from ledger where disposition = 'relayed'"));
  }

  @Test
  void filesThatAreGoneDoNotHoldUpTheOthers() throws IOException {
    for (int i = 0; i < 130; i++) {
      site.deliver(slow(), ANN, service);
    }
    assertEquals(130, site.sweep().size());
    for (String name : site.names(Folder.DEFERRED)) {
      Files.delete(site.path(Folder.DEFERRED).resolve(name));
    }
    site.clock.advance(Duration.ofSeconds(1));
    verdict = Verdict.denySoft("not-now");
    site.deliver(slow(), ANN, service);
    assertEquals("deferred not-now", ending());
    verdict = Verdict.DECLINED;
    site.clock.advance(Duration.ofMinutes(1));
    assertEquals("relayed", ending());
  }

  /** Its row would be due for ever: it is not read, and so nothing but its name tells of it. */
  @Test
  void whatKillsWhenItIsTriedAgainHasFailedInTheSameRow() throws IOException {
    String name = site.deliver(slow(), ANN, service);
    assertEquals("deferred not-now", ending());
    Files.move(site.path(Folder.DEFERRED).resolve(name), site.path(Folder.INBOX_NEW).resolve(name));
    site.execute(
        "insert into suspect (name, deaths, stage, owner, marked_at) values ('"
            + name
            + "', 3, 'decide', 'w', utc_timestamp(6))");
    assertEquals("failed killed-worker", ending());
    assertEquals(1, site.count("select count(*) from ledger"));
    assertEquals(2, site.count("select attempts from ledger"));
    assertEquals(0, site.count("select count(*) from ledger where next_try_at is not null"));
    assertEquals(1, site.names(Folder.FAILED).size());
  }

  @Test
  void moreThanOneBatchOfDeferredMailIsTriedInOneSweep() {
    for (int i = 0; i < 130; i++) {
      site.deliver(slow(), ANN, service);
    }
    assertEquals(130, site.sweep().size());
    site.clock.advance(Duration.ofMinutes(1));
    assertEquals(130, site.sweep().size());
    assertEquals(130, site.count("select count(*) from ledger where attempts = 2"));
  }

  @Test
  void whatFailedAndIsSentRoundAgainIsANewGeneration() throws IOException {
    verdict = Verdict.hold("look");
    String name = site.deliver(slow(), ANN, service);
    assertEquals("failed look", ending());
    Path failed = site.path(Folder.FAILED).resolve(name);
    assertTrue(Files.readString(site.path(Folder.FAILED).resolve(name + ".why")).contains("look"));
    Spool spool = Spool.open(site.spool, Failpoints.NONE);
    assertTrue(spool.reprocess(name));
    assertEquals("failed look", ending());
    verdict = Verdict.DECLINED;
    Files.move(failed, site.path(Folder.INBOX_NEW).resolve(name));
    assertEquals("relayed", ending());
    assertEquals("1,2,3", site.text("select group_concat(generation order by id) from ledger"));
  }
}
