package org.emailflow.spool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emailflow.spool.QueueOwner.Fate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One courier, Q1 to Q4. */
class QueueOwnerTest {

  @TempDir Path folder;
  private Scratch scratch;

  @BeforeEach
  void spool() throws IOException {
    scratch = new Scratch(folder.resolve("spool"));
    for (String name : List.of("1.1.eml", "2.1.eml", "3.1.eml")) {
      Files.writeString(scratch.at(Folder.QUEUE_NEW, name), name);
    }
  }

  @Test
  void eachGoesWhereItsAnswerSendsIt() throws IOException {
    try (QueueOwner courier = scratch.spool.enrolCourier()) {
      courier.settle(courier.claim("1.1.eml").orElseThrow(), Fate.SENT);
      courier.settle(courier.claim("2.1.eml").orElseThrow(), Fate.REFUSED);
      courier.settle(courier.claim("3.1.eml").orElseThrow(), Fate.AGAIN);
      assertEquals(Optional.empty(), courier.claim("1.1.eml"));
      scratch.disk.log.clear();
    }
    assertEquals(List.of("1.1.eml"), scratch.names(Folder.QUEUE_SENT));
    assertEquals(List.of("2.1.eml"), scratch.names(Folder.QUEUE_BAD));
    assertEquals(List.of("3.1.eml"), scratch.names(Folder.QUEUE_NEW));
    assertEquals(List.of(), scratch.names(Folder.QUEUE_WORK));
    assertEquals(4, scratch.disk.log.stream().filter(l -> l.startsWith("sync ")).count());
  }

  @Test
  void aDeadCouriersClaimsAreFoundByOneOnly() throws IOException {
    QueueOwner dead = scratch.spool.enrolCourier();
    Claim claim = dead.claim("1.1.eml").orElseThrow();
    assertEquals(List.of(), scratch.spool.abandonedCouriers());
    dead.close();
    assertEquals(List.of(dead.name()), scratch.spool.abandonedCouriers());
    assertEquals(List.of(), scratch.spool.abandoned());
    try (QueueOwner recovery = scratch.spool.takeOverCourier(dead.name()).orElseThrow()) {
      assertEquals(Optional.empty(), scratch.spool.takeOverCourier(dead.name()));
      assertEquals(List.of(claim), recovery.held());
      recovery.settle(claim, Fate.AGAIN);
    }
    assertEquals(3, scratch.names(Folder.QUEUE_NEW).size());
    assertEquals(List.of(), scratch.names(Folder.QUEUE_WORK));
  }

  @Test
  void anAnswerIsKeptUntilItIsForgotten() throws IOException {
    QueueOwner dead = scratch.spool.enrolCourier();
    assertTrue(dead.claim("1.1.eml").isPresent());
    dead.keep("1.1.eml", new byte[] {'a'});
    dead.keep("1.1.eml", new byte[] {'b', 'c'});
    scratch.disk.log.clear();
    dead.close();
    assertEquals(
        List.of("sync .1.1.eml.answer", "sync " + dead.name(), "sync work", "sync new"),
        scratch.disk.log.stream().filter(l -> l.startsWith("sync ")).toList());
    try (QueueOwner recovery = scratch.spool.takeOverCourier(dead.name()).orElseThrow()) {
      assertEquals(1, recovery.held().size());
      assertArrayEquals(new byte[] {'b', 'c'}, recovery.kept().get("1.1.eml"));
      recovery.forget("1.1.eml");
      recovery.forget("1.1.eml");
      assertEquals(Map.of(), recovery.kept());
      recovery.settle(recovery.held().get(0), Fate.SENT);
    }
    assertEquals(List.of(), scratch.names(Folder.QUEUE_WORK));
  }

  @Test
  void aTakenNameIsNeverReplaced() throws IOException {
    Files.writeString(scratch.at(Folder.QUEUE_SENT, "1.1.eml"), "other");
    try (QueueOwner courier = scratch.spool.enrolCourier()) {
      courier.settle(courier.claim("1.1.eml").orElseThrow(), Fate.SENT);
      assertEquals("other", Scratch.read(scratch.at(Folder.QUEUE_SENT, "1.1.eml")));
      String beside = "1.1.eml~" + courier.name().replaceAll(".*-", "");
      assertEquals("1.1.eml", Scratch.read(scratch.at(Folder.QUEUE_SENT, beside)));
      Claim again = courier.claim("2.1.eml").orElseThrow();
      Files.writeString(scratch.at(Folder.QUEUE_NEW, "2.1.eml"), "copied back");
      courier.settle(again, Fate.AGAIN);
      assertEquals("copied back", Scratch.read(scratch.at(Folder.QUEUE_NEW, "2.1.eml")));
      assertEquals(1, scratch.names(Folder.QUEUE_BAD).size());
    }
    assertEquals(List.of(), scratch.names(Folder.QUEUE_WORK));
  }

  /** What is back in the queue could be sent again before the answer is read. */
  @Test
  void aKeptAnswerIsDurableBeforeTheQueueIsSynced() throws IOException {
    QueueOwner courier = scratch.spool.enrolCourier();
    courier.settle(courier.claim("2.1.eml").orElseThrow(), Fate.SENT);
    assertTrue(courier.claim("1.1.eml").isPresent());
    courier.keep("1.1.eml", new byte[] {'a'});
    scratch.disk.syncsFail = "I/O error";
    scratch.disk.log.clear();
    assertThrows(SpoolException.class, courier::close);
    assertEquals("sync .1.1.eml.answer", scratch.disk.log.get(0));
  }
}
