package org.emailflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/efm} and its archive of classes, with a java that only says how it was started. */
class LauncherTest {
  /** Makes an archive in two halves; between them it waits until as many as $BOTH are at it. */
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *-Xshare:dump*) ;;
        *) echo "ran $*"; exit ;;
      esac
      [ -z "${BROKEN:-}" ] || exit 1
      for word in "$@"; do
        case $word in -XX:SharedArchiveFile=*) file=${word#*=} ;; esac
      done
      printf half >"$file"
      : >"$MEET/$$"
      left=400
      until [ "$(ls "$MEET" | wc -l)" -ge "$BOTH" ]; do
        left=$((left - 1))
        [ $left -gt 0 ] || exit 1
        sleep 0.05
      done
      printf whole >>"$file"
      """;

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void install() throws IOException {
    home = folder.resolve("opt");
    Files.createDirectories(home.resolve("lib"));
    Files.createFile(home.resolve("lib/efm.jar"));
    Files.createFile(home.resolve("lib/classes.lst"));
    script(home.resolve("bin/efm"), Files.readString(Path.of("src/main/dist/bin/efm")));
    script(folder.resolve("jre/bin/java"), JAVA);
    Files.createDirectories(folder.resolve("meet"));
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(Path archive, Map<String, String> variables, String command)
      throws IOException {
    ProcessBuilder efm = new ProcessBuilder(home.resolve("bin/efm").toString(), command);
    efm.environment().put("JAVA_HOME", folder.resolve("jre").toString());
    efm.environment().put("EFM_CDS", archive.toString());
    efm.environment().put("MEET", folder.resolve("meet").toString());
    efm.environment().put("BOTH", "1");
    efm.environment().putAll(variables);
    return efm.redirectErrorStream(true).start();
  }

  /** What java was started with; nothing else may be said. */
  private static String started(Process efm) throws IOException, InterruptedException {
    String said = new String(efm.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, efm.waitFor(), said);
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.startsWith("ran "), said);
    return said;
  }

  private static void assertUses(Path archive, String started) {
    assertTrue(started.contains(" -XX:SharedArchiveFile=" + archive + " "), started);
  }

  private static void assertUsesNone(String started) {
    assertTrue(!started.contains("SharedArchiveFile"), started);
    assertTrue(started.contains(" org.emailflow.cli.Start "), started);
  }

  private static List<Path> files(Path in) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files.toList();
    }
  }

  @Test
  void twoStartsAtOnceLeaveOneWholeArchive() throws Exception {
    Path archive = folder.resolve("cds/a.jsa");
    Process one = start(archive, Map.of("BOTH", "2"), "sweep");
    Process other = start(archive, Map.of("BOTH", "2"), "init");
    assertUses(archive, started(one));
    assertUses(archive, started(other));
    assertEquals(List.of(archive), files(archive.getParent()));
    assertEquals("halfwhole", Files.readString(archive));
    assertUses(archive, started(start(archive, Map.of("BROKEN", "yes"), "status")));
  }

  @Test
  void whereNoArchiveCanBeWrittenItStartsWithout() throws Exception {
    Path file = Files.createFile(folder.resolve("no-folder"));
    for (Path nowhere : List.of(file.resolve("a.jsa"), Path.of("/proc/efm/a.jsa"))) {
      assertUsesNone(started(start(nowhere, Map.of(), "sweep")));
    }
  }

  @Test
  void whatCannotBeMadeIsNotTriedEachTime() throws Exception {
    Path archive = folder.resolve("cds/a.jsa");
    assertUsesNone(started(start(archive, Map.of("BROKEN", "yes"), "sweep")));
    assertUsesNone(started(start(archive, Map.of(), "sweep")));
    assertEquals(0, Files.size(archive));
  }

  @Test
  void onlyWhatIsStartedOftenMakesOne() throws Exception {
    Path archive = folder.resolve("cds/a.jsa");
    assertUsesNone(started(start(archive, Map.of(), "status")));
    assertTrue(Files.notExists(archive));
  }
}
