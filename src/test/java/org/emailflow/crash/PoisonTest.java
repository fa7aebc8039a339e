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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A message that kills the process that reads it. Its batch is suspect then, and runs alone, one by
 * one, after the rest; the third death of one message alone sends it to {@code failed/}.
 */
class PoisonTest {
  /** With the batch, and three times alone. */
  private static final int DEATHS = 4;

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
    deliverNeighbours(100);
    String poison = site.deliver("eve@real-user.example", site.service, "poison", "failed");
    deliverNeighbours(100);
    int deaths = 0;
    while (deaths <= DEATHS && sweep(Optional.empty()) == CrashSite.KILLED) {
      deaths++;
      site.look().always();
    }
    assertEquals(DEATHS, deaths, "how often the process died");
    site.checkThatItIsCarriedOn(Job.SWEEP);
    assertEquals(List.of(poison), site.site.names(Folder.FAILED));
    assertTrue(
        site.site
            .text("select reason from ledger where disposition = 'failed'")
            .matches("[a-z-]+"));
  }

  /** Whoever pulled the plug or asked it to stop has killed the worker, not its message. */
  @ParameterizedTest
  @ValueSource(strings = {"boot another\n", "%sstop\n"})
  void rebootsAndDeploysConvictNobody(String word) throws Exception {
    site.deliver("ann@real-user.example", site.service, "harmless", "relayed");
    for (int i = 0; i <= DEATHS; i++) {
      assertEquals(CrashSite.KILLED, sweep(Optional.of(Step.STAGED_SYNCED + "=halt")));
      leaveWord(word);
    }
    site.checkThatItIsCarriedOn(Job.SWEEP);
    assertEquals(List.of(), site.site.names(Folder.FAILED));
  }

  /** As the spool's own lock has it: in which boot the worker began, and whether it was to stop. */
  private void leaveWord(String word) throws IOException {
    try (Stream<Path> owners = Files.list(site.site.path(Folder.WORK))) {
      for (Path owner : owners.toList()) {
        Path lock = owner.resolve(".lock");
        Files.writeString(lock, word.formatted(Files.readString(lock)));
      }
    }
  }
}
