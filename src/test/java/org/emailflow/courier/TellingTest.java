package org.emailflow.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.ModelDisk;
import org.emailflow.spool.PowerCut;
import org.emailflow.spool.QueueOwner;
import org.emailflow.spool.Spool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an answer outlives a power cut, and what that costs. */
class TellingTest {
  private static final String NAME = "1.1.eml";
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:10Z");
  private static final Answered SENT = Answered.sent(NOW, "250 queued");

  @TempDir Path folder;
  private Path root;
  private ModelDisk disk;
  private QueueOwner courier;
  private final MapLedger ledger = new MapLedger();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<String> syncs = new ArrayList<>();

  @BeforeEach
  void claim() throws IOException {
    root = folder.resolve("spool");
    Spool.create(root);
    Files.writeString(root.resolve("queue/new").resolve(NAME), "A: b");
    disk = new ModelDisk(root, ModelDisk.Rules.FSYNC);
    courier = disk.open(Failpoints.NONE).enrolCourier();
    assertTrue(courier.claim(NAME).isPresent());
    disk.watch(
        what -> {
          if (what.startsWith("sync")) {
            syncs.add(what);
          }
        });
  }

  private void tell() {
    new Telling(ledger, later::add).tell(courier, NAME, SENT);
  }

  /** Where the power fails now, the answer is known afterwards, and its message is not free. */
  private boolean isDurable() {
    String slip = "queue/work/" + courier.name() + "/." + NAME + ".answer";
    String claim = "queue/work/" + courier.name() + "/" + NAME;
    return disk.cut().states(new Random(1), 20).stream()
        .map(PowerCut.State::toString)
        .allMatch(paths -> paths.contains(slip) && paths.contains(claim));
  }

  @Test
  void aLedgerInHealthMakesItDurableItself() {
    tell();
    assertEquals(List.of(), syncs);
    assertEquals(1, later.size());
    later.remove().run(); // nobody waits any more
    assertEquals(List.of(), syncs);
  }

  @Test
  void whatTheLedgerCannotBeToldIsDurableAtOnce() {
    ledger.trouble =
        () -> {
          throw new IllegalStateException("away");
        };
    assertThrows(IllegalStateException.class, this::tell);
    assertTrue(isDurable());
  }

  @Test
  void whatTheLedgerDoesNotAnswerIsDurableAfterAWhile() {
    List<Boolean> durable = new ArrayList<>();
    ledger.trouble =
        () -> {
          durable.add(isDurable());
          later.remove().run();
          durable.add(isDurable());
        };
    tell();
    assertEquals(List.of(false, true), durable);
    assertEquals(List.of("sent 1.1.eml: 250 queued"), ledger.log);
  }

  /** A full disk: something is in the way of the slip. */
  @Test
  void whatCannotBeKeptIsToldAllTheSame() throws IOException {
    Path slip = root.resolve("queue/work").resolve(courier.name()).resolve("." + NAME + ".answer");
    Files.createDirectories(slip.resolve("in-the-way"));
    List<String> said = LogLines.of(Telling.class, this::tell);
    assertEquals(1, said.size());
    assertTrue(said.get(0).endsWith("1.1.eml is sent again"), said.toString());
    assertEquals(List.of("sent 1.1.eml: 250 queued"), ledger.log);
  }
}
