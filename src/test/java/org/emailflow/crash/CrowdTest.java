package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.emailflow.crash.CrashSite.Job;
import org.emailflow.spool.Child;
import org.emailflow.spool.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Eight processes sweep one spool at once, and some of them die: the others take up what those
 * left, and never each other's.
 */
class CrowdTest {
  private static final int MESSAGES = 250;

  @TempDir Path folder;
  private CrashSite site;

  @BeforeEach
  void open() {
    site = new CrashSite(folder);
    site.deliverMany(MESSAGES, 40);
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  private List<Integer> sweep(List<Optional<String>> failpoints) throws Exception {
    List<Child> children = new ArrayList<>();
    for (Optional<String> failpoint : failpoints) {
      children.add(site.start(Job.SWEEP, failpoint));
    }
    List<Integer> statuses = new ArrayList<>();
    for (Child child : children) {
      statuses.add(child.status());
    }
    return statuses;
  }

  @Test
  void eightWorkersShareTheWork() throws Exception {
    List<Integer> statuses = sweep(Collections.nCopies(8, Optional.empty()));
    assertEquals(Collections.nCopies(8, 0), statuses);
    site.checkEndings(site.look().settled());
  }

  /** One of them has the estate; the others find nothing, or what is released already. */
  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"COMMITTING", "PUBLISHED"})
  void severalThatCarryOnTheSameAreAsGoodAsOne(Step at) throws Exception {
    assertEquals(CrashSite.KILLED, site.die(Job.SWEEP, at, 1));
    assertEquals(Collections.nCopies(4, 0), sweep(Collections.nCopies(4, Optional.empty())));
    site.checkEndings(site.look().settled());
  }

  @Test
  void theLivingCarryOnWhatTheDeadLeft() throws Exception {
    List<Optional<String>> failpoints = new ArrayList<>();
    for (String step : List.of("CLAIMED:20", "STAGED_SYNCED", "COMMITTED", "ARCHIVED:20")) {
      failpoints.add(Optional.of(step));
      failpoints.add(Optional.empty());
    }
    sweep(failpoints); // who dies is whoever is quick enough to find something to die at
    site.checkThatItIsCarriedOn(Job.SWEEP);
  }
}
