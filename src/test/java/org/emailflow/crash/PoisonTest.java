package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.emailflow.crash.CrashSite.Job;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A message that kills the process that reads it, or that tells the database of it. Its batch is
 * suspect then, and runs alone, one by one, after the rest; the third death of one message alone,
 * or the fifth, sends it to {@code failed/}.
 */
class PoisonTest {
  /** With the batch, and three times alone. */
  private static final int DEATHS = 4;

  /** Three times alone in a stage are enough, and so are five between two of them. */
  private static final int ENOUGH_IN_A_STAGE = 3;

  private static final int ENOUGH_BETWEEN = 5;

  @TempDir Path folder;
  private CrashSite site;

  @BeforeEach
  void open() {
    site = new CrashSite(folder);
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  private int sweep(Optional<String> failpoint) throws Exception {
    return site.start(Job.SWEEP, failpoint).status();
  }

  private void deliverNeighbours(int many) {
    for (int i = 0; i < many; i++) {
      site.deliver("u" + i + "@real-user.example", site.service, "harmless", "relayed");
    }
  }

  @Test
  void itLeavesAfterItsThirdDeathAloneAndItsNeighboursAreRelayed() throws Exception {
    leavesAfter(DEATHS, "poison");
  }

  /** As a driver that dies of the bytes in a statement. */
  @Test
  void itLeavesAlsoWhenItKillsWhileTheDatabaseIsTold() throws Exception {
    leavesAfter(1 + ENOUGH_BETWEEN, "deadly");
  }

  private void leavesAfter(int expected, String subject) throws Exception {
    deliverNeighbours(100);
    String poison = site.deliver("eve@real-user.example", site.service, subject, "failed");
    deliverNeighbours(100);
    int deaths = 0;
    while (deaths <= expected && sweep(Optional.empty()) == CrashSite.KILLED) {
      deaths++;
      site.look().always();
    }
    assertEquals(expected, deaths, "how often the process died");
    site.checkThatItIsCarriedOn(Job.SWEEP);
    assertEquals(List.of(poison), site.site.names(Folder.FAILED));
    assertTrue(
        site.site
            .text("select reason from ledger where disposition = 'failed'")
            .matches("[a-z-]+"));
  }

  /** One message, in a batch that has died once: it is on trial from now on. */
  private void deliverSuspect(String ending) throws Exception {
    site.deliver("ann@real-user.example", site.service, "harmless", ending);
    die(Step.COMMITTING, 1);
  }

  private void die(Step step, int times) throws Exception {
    assertEquals(CrashSite.KILLED, site.die(Job.SWEEP, step, times));
  }

  private void assertRelayed() {
    site.checkThatItIsCarriedOn(Job.SWEEP);
    assertEquals(List.of(), site.site.names(Folder.FAILED));
  }

  @Test
  void itIsConvictedInWhicheverStageItKills() throws Exception {
    deliverSuspect("failed");
    for (int i = 0; i < ENOUGH_IN_A_STAGE; i++) {
      die(Step.ON_TRIAL, 3);
    }
    site.checkThatItIsCarriedOn(Job.SWEEP);
    assertEquals("killed-worker", site.site.text("select reason from ledger"));
  }

  /** Whoever pulled the plug or asked it to stop has killed the worker, not its message. */
  @ParameterizedTest
  @ValueSource(strings = {"reboot", "stop"})
  void rebootsAndDeploysConvictNobody(String cause) throws Exception {
    deliverSuspect("relayed");
    for (int i = 0; i < ENOUGH_IN_A_STAGE; i++) {
      die(Step.ON_TRIAL, 2);
      leaveWord(cause);
    }
    assertRelayed();
  }

  @Test
  void deathsBeforeItsTrialConvictNobody() throws Exception {
    deliverSuspect("relayed");
    for (int i = 0; i < ENOUGH_BETWEEN; i++) {
      die(Step.CLAIMED, 1);
    }
    assertRelayed();
  }

  /** Who waits for the disk or the database may be killed by anybody, so it takes more of them. */
  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"STAGED_SYNCED", "COMMITTING"})
  void fourDeathsBetweenItsStagesConvictNobody(Step step) throws Exception {
    deliverSuspect("relayed");
    for (int i = 1; i < ENOUGH_BETWEEN; i++) {
      die(step, 1);
    }
    assertRelayed();
  }

  @Test
  void killsFromOutsideThatHitNowHereNowThereConvictNobody() throws Exception {
    deliverSuspect("relayed");
    for (int stage : List.of(1, 2, 2, 4, 1, 1, 2)) {
      die(Step.ON_TRIAL, stage);
    }
    assertRelayed();
  }

  @Test
  void oneThatHasPassedOnceBeginsAnew() throws Exception {
    deliverSuspect("relayed");
    for (int i = 0; i < 2; i++) {
      die(Step.ON_TRIAL, 2);
      die(Step.ON_TRIAL, 2);
      die(Step.COMMITTING, 1);
    }
    assertRelayed();
  }

  /** As the spool's own lock has it: in which boot the worker began, and whether it was to stop. */
  private void leaveWord(String cause) throws IOException {
    try (Stream<Path> owners = Files.list(site.site.path(Folder.WORK))) {
      for (Path owner : owners.toList()) {
        Path lock = owner.resolve(".lock");
        String words = Files.readString(lock);
        assertTrue(words.contains("boot ") && words.contains("note at decide"), words);
        Files.writeString(
            lock,
            cause.equals("stop") ? words + "stop\n" : words.replaceFirst("boot .*", "boot other"));
      }
    }
  }
}
