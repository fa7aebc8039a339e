package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.emailflow.crash.CrashSite.Job;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Step;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at each named step, of a batch, of a delivery and of the recovery of either,
 * and the next carries on: nothing is lost, nothing goes out twice.
 *
 * <p>Which steps there are to die at is not written here: each scene is played once to its end and
 * the steps that it reaches are noted, then once for each of them, to die there: at the first time
 * and, where there are several, at the last. A step that no scene reaches fails. {@code
 * -Defm.scenes=WORDS} plays only those with these words in their names.
 */
class DeathTest {

  private static final Set<Step> ALL = EnumSet.allOf(Step.class);

  private static final List<Scene> SCENES =
      List.of(
          new Scene("a batch", Job.SWEEP, CrashSite::mixedMail, List.of(), ALL),
          new Scene(
              "a batch that the database refuses",
              Job.SWEEP,
              CrashSite::quarrel,
              List.of(),
              EnumSet.of(Step.UNSTAGED, Step.COMMITTED, Step.ARCHIVED_SYNCED)),
          new Scene(
              "recovery of an uncommitted batch",
              Job.SWEEP,
              CrashSite::mixedMail,
              List.of(Step.COMMITTING),
              ALL),
          new Scene(
              "recovery of a committed batch",
              Job.SWEEP,
              CrashSite::mixedMail,
              List.of(Step.COMMITTED),
              ALL),
          new Scene(
              "a trial",
              Job.SWEEP,
              CrashSite::suspectMail,
              List.of(),
              EnumSet.of(Step.SUSPECTS_MARKED, Step.ON_TRIAL, Step.OWNER_LEFT)),
          new Scene("a delivery", Job.DELIVER, CrashSite::queuedMail, List.of(), ALL),
          new Scene(
              "recovery of an unanswered delivery",
              Job.DELIVER,
              CrashSite::queuedMail,
              List.of(Step.ATTEMPT_RECORDED),
              ALL),
          new Scene(
              "recovery of an answered delivery",
              Job.DELIVER,
              CrashSite::queuedMail,
              List.of(Step.ANSWER_RECORDED),
              ALL),
          new Scene("a reprocessing", Job.REPROCESS, CrashSite::failedMail, List.of(), ALL));

  private static final String ONLY = System.getProperty("efm.scenes", "");

  @TempDir static Path folder;

  /**
   * What is under way when the process dies.
   *
   * @param mail what waits for it
   * @param deaths where others died at it before: then what dies now is their recovery
   * @param steps where to die
   */
  record Scene(String name, Job job, Consumer<CrashSite> mail, List<Step> deaths, Set<Step> steps) {

    CrashSite set() throws Exception {
      CrashSite site = new CrashSite(Files.createTempDirectory(folder, "site"));
      mail.accept(site);
      for (Step death : deaths) {
        assertEquals(CrashSite.KILLED, site.die(job, death, 1), name + ": " + death);
      }
      return site;
    }

    /** How often each step is reached; in a recovery, up to where the new work begins. */
    Map<Step, Integer> reached() throws Exception {
      Map<Step, Integer> reached = new EnumMap<>(Step.class);
      try (CrashSite site = set()) {
        site.play(job, counting(reached));
      }
      reached.keySet().retainAll(steps);
      return reached;
    }

    private Failpoints counting(Map<Step, Integer> reached) {
      return step -> {
        boolean beyond = !deaths.isEmpty() && reached.containsKey(Step.OWNER_LEFT);
        if (!beyond) {
          reached.merge(step, 1, Integer::sum);
        }
      };
    }
  }

  @TestFactory
  Stream<DynamicTest> aProcessDies() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    Set<Step> all = EnumSet.noneOf(Step.class);
    for (Scene scene : SCENES.stream().filter(s -> s.name().contains(ONLY)).toList()) {
      Map<Step, Integer> reached = scene.reached();
      all.addAll(reached.keySet());
      reached.forEach(
          (step, times) -> {
            tests.add(test(scene, step, 1));
            if (times > 1) {
              tests.add(test(scene, step, times));
            }
          });
    }
    if (ONLY.isEmpty()) {
      tests.add(DynamicTest.dynamicTest("no step is left out", () -> assertEquals(ALL, all)));
    }
    return tests.stream();
  }

  private static DynamicTest test(Scene scene, Step step, int time) {
    String name = scene.name() + ", " + step + ":" + time;
    return DynamicTest.dynamicTest(name, () -> dies(scene, step, time));
  }

  private static void dies(Scene scene, Step step, int time) throws Exception {
    try (CrashSite site = scene.set()) {
      assertEquals(CrashSite.KILLED, site.die(scene.job(), step, time));
      site.checkThatItIsCarriedOn(scene.job());
      if (scene.job() == Job.DELIVER) {
        site.checkThatEachIsHandedOverOnce(step == Step.ANSWERED ? 1 : 0);
      }
    }
  }
}
