package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.emailflow.TestMessage;
import org.emailflow.TestSite;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An inbox of more than a batch is worked off by two pairs of hands. */
class LongInboxTest {
  private static final int MESSAGES = 3 * Drain.BATCH;

  @TempDir Path folder;
  private TestSite site;

  @BeforeEach
  void fill() {
    site = new TestSite(folder);
    String service = site.service("bob@real-owner.test");
    for (int i = 0; i < MESSAGES; i++) {
      String from = "u" + i % 100 + "@real-user.example";
      site.deliver(TestMessage.of(from, service).set("Subject", "n" + i), from, service);
    }
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void assertAllAreRelayedOnce() {
    assertEquals(MESSAGES, site.count("select count(*) from outbound where state = 'published'"));
    assertEquals(MESSAGES, site.queue().size());
    assertEquals(
        MESSAGES, site.queue().stream().map(mail -> mail.header("Subject")).distinct().count());
    assertEquals(MESSAGES, site.count("select count(*) from ledger where disposition = 'relayed'"));
    assertEquals(100, site.count("select count(*) from correspondent"));
    for (Folder emptied : List.of(Folder.INBOX_NEW, Folder.WORK, Folder.QUEUE_TMP)) {
      assertEquals(List.of(), site.names(emptied), emptied.toString());
    }
  }

  @Test
  void twoTakePartAndEachMessageIsRelayedOnce() {
    assertEquals(MESSAGES, site.sweep().size());
    assertAllAreRelayedOnce();
    assertEquals(2, site.count("select count(distinct owner) from ledger"));
  }

  @Test
  void whereTheServerHasNoMoreConnectionsOnePairDoes() {
    String worker = site.server().worker().user();
    site.execute("alter user '" + worker + "'@'%' with max_user_connections 2");
    assertEquals(MESSAGES, site.sweep().size());
    assertAllAreRelayedOnce();
    assertEquals(1, site.count("select count(distinct owner) from ledger"));
  }

  /** Whichever it is: the other ends its batch and begins none. */
  @Test
  void whatStopsOneStopsBothAndTheNextSweepGoesOn() {
    AtomicInteger left = new AtomicInteger(100);
    Failpoints disk =
        step -> {
          if (step == Step.STAGE_OPENED && left.decrementAndGet() == 0) {
            throw new UncheckedIOException(new IOException("the disk is gone for a moment"));
          }
        };
    Sweep sweep = site.sweep(site.database(), disk);
    assertThrows(UncheckedIOException.class, () -> sweep.run(outcome -> {}));
    assertTrue(site.names(Folder.INBOX_NEW).size() >= Drain.BATCH);
    site.sweep();
    assertAllAreRelayedOnce();
    assertEquals(0, site.count("select count(*) from suspect"));
  }
}
