package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.emailflow.crash.CrashSite.Job;
import org.emailflow.spool.Child;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.emailflow.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A long inbox is in the hands of two owners of one process. It dies, or loses its database, while
 * both are at work: both are carried on.
 */
class TwoHandsTest {
  private static final int MESSAGES = 600;
  private static final int WRITERS = 60;

  @TempDir Path folder;
  private CrashSite site;

  @BeforeEach
  void open() {
    site = new CrashSite(folder);
    site.deliverMany(MESSAGES, WRITERS);
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  private long owners() {
    try (Stream<Path> owners = Files.list(site.site.path(Folder.WORK))) {
      return owners.filter(owner -> !owner.getFileName().toString().startsWith(".")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theProcessDies() throws Exception {
    Child worker = site.start(Job.SWEEP, Optional.empty());
    while (worker.process().isAlive() && !bothHoldSomething()) {
      Thread.onSpinWait();
    }
    worker.process().destroyForcibly();
    assertEquals(CrashSite.KILLED, worker.process().waitFor());
    assertTrue(bothHoldSomething(), "killed too late");
    site.checkThatItIsCarriedOn(Job.SWEEP);
    assertEquals(0, owners());
    assertEquals(0, site.site.count("select count(*) from suspect"));
  }

  private boolean bothHoldSomething() {
    String[] owners =
        site.site.path(Folder.WORK).toFile().list((work, name) -> !name.startsWith("."));
    return owners.length == 2 && holdsSomething(owners[0]) && holdsSomething(owners[1]);
  }

  private boolean holdsSomething(String owner) {
    String[] held = site.site.path(Folder.WORK).resolve(owner).toFile().list();
    return held != null && held.length > 1; // beside its lock
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"STAGE_OPENED", "STAGED_SYNCED", "COMMITTING", "COMMITTED", "PUBLISHED_MARKED"})
  void allConnectionsBreak(Step step) throws Exception {
    try (Wire wire = new Wire(site.site.server().worker(), "")) {
      sweep(wire, whileBothWork(step, wire::cut));
    }
    assertCarriedOn();
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"STAGED_SYNCED", "COMMITTING", "PUBLISHED_MARKED"})
  void theServerIsGone(Step step) throws Exception {
    try (Wire wire = new Wire(site.site.server().worker(), "")) {
      Optional<StoreException> said = sweep(wire, whileBothWork(step, () -> close(wire)));
      assertTrue(said.orElseThrow().getMessage().contains("away"), said.get().toString());
    }
    assertCarriedOn();
  }

  private static void close(Closeable wire) {
    try {
      wire.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Failpoints whileBothWork(Step step, Runnable happens) {
    AtomicBoolean happened = new AtomicBoolean();
    return reached -> {
      if (reached == step && owners() == 2 && happened.compareAndSet(false, true)) {
        happens.run();
      }
    };
  }

  private Optional<StoreException> sweep(Wire wire, Failpoints failpoints) {
    try {
      site.sweep(Spool.open(site.site.spool, failpoints), wire.login(), failpoints);
      return Optional.empty();
    } catch (StoreException e) {
      assertEquals(StoreException.Kind.TEMPORARY, e.kind(), e.toString());
      return Optional.of(e);
    }
  }

  /** Nobody died, so nobody is suspect. */
  private void assertCarriedOn() {
    site.look().always();
    assertEquals(0, site.site.count("select count(*) from suspect"));
    site.checkThatItIsCarriedOn(Job.SWEEP);
    assertEquals(0, owners());
    assertEquals(0, site.site.count("select count(*) from suspect"));
  }
}
