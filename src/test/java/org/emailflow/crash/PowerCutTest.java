package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.io.file.PathUtils;
import org.emailflow.crash.CrashSite.Job;
import org.emailflow.crash.Tables.Image;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.ModelDisk;
import org.emailflow.spool.ModelDisk.Rules;
import org.emailflow.spool.PowerCut;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The power fails after each change and each sync that the spool asks of its disk, of a batch and
 * of recovery. For each such moment, states in which the disk may then be found are laid out for
 * real, with the rows that were committed at the time, and the next round must put all right. They
 * are drawn with a fixed seed; {@code -Defm.power-cuts=N} tries more of them.
 */
class PowerCutTest {
  private static final long SEED = 20261121;

  /** States of a moment, and of each moment of a recovery. */
  private static final int STATES = Integer.getInteger("efm.power-cuts", 3);

  /** One recovery in so many is itself cut, at each of its moments. */
  private static final int RECOVERIES = 80;

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Set<String> tried = new HashSet<>();
  private final Map<Image, Integer> images = new HashMap<>();
  private int recovered;

  private CrashSite site;
  private Tables tables;

  /**
   * One moment, in which the power may fail.
   *
   * @param after what happened last
   * @param taken what the mail server had taken
   */
  private record Moment(String after, PowerCut disk, Image rows, List<String> taken) {}

  @BeforeEach
  void open() throws Exception {
    site = new CrashSite(Files.createDirectory(folder.resolve("site")));
    tables = new Tables(site.site.server().admin());
  }

  @AfterEach
  void close() throws Exception {
    tables.close();
    site.close();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void inASweep(Rules rules) throws Exception {
    site.mixedMail();
    checkAll(Job.SWEEP, rules);
  }

  @ParameterizedTest
  @EnumSource(value = Rules.class, mode = Mode.EXCLUDE, names = "SYNCFS")
  void inADelivery(Rules rules) throws Exception {
    site.queuedMail();
    checkAll(Job.DELIVER, rules);
  }

  private void checkAll(Job job, Rules rules) throws Exception {
    List<Moment> moments = new ArrayList<>();
    play(job, site.site.spool, rules, moments::add);
    for (Moment moment : moments) {
      check(job, rules, moment, true);
    }
    assertTrue(tried.size() > 40, tried.size() + " states: is this still a test?");
  }

  /** The job on a disk whose power might fail; {@code told} hears of each moment. */
  private void play(Job job, Path spool, Rules rules, Consumer<Moment> told) throws IOException {
    ModelDisk disk = new ModelDisk(spool, rules);
    Consumer<String> note =
        what -> told.accept(new Moment(what, disk.cut(), tables.image(), site.taken()));
    disk.watch(note);
    Failpoints failpoints =
        step -> {
          synchronized (disk) {
            note.accept(step.name());
          }
        };
    site.play(job, disk.open(failpoints), failpoints);
  }

  private void check(Job job, Rules rules, Moment moment, boolean deeper) throws Exception {
    for (PowerCut.State state : moment.disk().states(random, STATES)) {
      int image = images.computeIfAbsent(moment.rows(), rows -> images.size());
      if (tried.add(image + " " + state.signature())) {
        boolean cutAgain = deeper && ++recovered % RECOVERIES == 0;
        List<Moment> moments = new ArrayList<>();
        try {
          check(job, rules, moment, state, cutAgain ? moments::add : null);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("power cut after " + moment.after() + ", found\n" + state, e);
        }
        for (Moment inRecovery : moments) {
          check(job, rules, inRecovery, false);
        }
      }
    }
  }

  private void check(
      Job job, Rules rules, Moment moment, PowerCut.State state, Consumer<Moment> told)
      throws IOException {
    tables.restore(moment.rows());
    site.taken(moment.taken());
    int before = job == Job.DELIVER ? site.repeats() : 0;
    Path spool = state.layOut(folder.resolve("spool"));
    if (rules != Rules.TORN) {
      site.look(spool).always();
    }
    if (told == null) {
      site.play(job, new ModelDisk(spool, rules).open(Failpoints.NONE), Failpoints.NONE);
    } else {
      play(job, spool, rules, told);
    }
    site.checkEndings(site.look(spool).settled());
    if (job == Job.DELIVER) {
      site.checkThatEachIsHandedOverOnce(before + (isUnanswered(moment.rows()) ? 1 : 0));
    }
    PathUtils.deleteDirectory(spool);
  }

  /** Q2: whether the power failed between an attempt and the record of its answer. */
  private static boolean isUnanswered(Image rows) {
    return rows.column("outbound", "attempted_at").stream().filter(Objects::nonNull).count()
        > rows.column("outbound", "answered_at").stream().filter(Objects::nonNull).count();
  }
}
