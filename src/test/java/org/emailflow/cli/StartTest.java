package org.emailflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.emailflow.TestSite;
import org.emailflow.spool.Child;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What timers start, some thousand times a day, loads no more than it needs. */
class StartTest {
  @TempDir Path folder;

  private static void assertPlain(PlainLine expected, String... words) {
    assertEquals(Optional.of(expected), PlainLine.of(words), String.join(" ", words));
  }

  private static void assertLeftToPicocli(String... words) {
    assertEquals(Optional.empty(), PlainLine.of(words), String.join(" ", words));
  }

  @Test
  void theLinesOfTimersAreReadByHand() {
    Optional<Path> none = Optional.empty();
    Optional<Path> file = Optional.of(Path.of("efm.toml"));
    assertPlain(new PlainLine(none, PlainLine.Command.SWEEP, false), "sweep");
    assertPlain(new PlainLine(none, PlainLine.Command.DELIVER, true), "deliver", "--json");
    assertPlain(new PlainLine(file, PlainLine.Command.SWEEP, false), "-c", "efm.toml", "sweep");
    assertPlain(
        new PlainLine(file, PlainLine.Command.SWEEP, true),
        "--config",
        "efm.toml",
        "sweep",
        "--json");
  }

  @Test
  void anyOtherLineIsPicoclis() {
    assertLeftToPicocli();
    assertLeftToPicocli("-c");
    assertLeftToPicocli("-c", "efm.toml");
    assertLeftToPicocli("-c", "--debug", "sweep");
    assertLeftToPicocli("--debug", "sweep");
    assertLeftToPicocli("sweep", "--help");
    assertLeftToPicocli("sweep", "--json", "--json");
    assertLeftToPicocli("sweep", "more");
    assertLeftToPicocli("swep");
    assertLeftToPicocli("status");
  }

  @Test
  void anIdleSweepLoadsNoLibraryThatItDoesNotNeed() throws IOException, InterruptedException {
    try (TestSite site = new TestSite(folder)) {
      Child child =
          Child.start(
              Start.class, List.of("-Xlog:class+load"), "-c", site.file.toString(), "sweep");
      List<String> lines = child.lines();
      assertEquals(0, child.status(), () -> String.join("\n", lines));
      assertTrue(
          lines.contains(
              "swept 0: relayed 0 denied 0 discarded 0 deferred 0 failed 0 duplicate 0"));
      for (String library :
          List.of(
              "picocli.",
              "com.sun.jna.Native ",
              "org.quartz.",
              "org.flywaydb.core.Flyway ",
              "jakarta.mail.",
              "org.jooq.impl.DSL ",
              "com.fasterxml.")) {
        assertFalse(
            lines.stream().anyMatch(line -> line.contains(" " + library)),
            library + " is loaded by an idle sweep");
      }
    }
  }
}
