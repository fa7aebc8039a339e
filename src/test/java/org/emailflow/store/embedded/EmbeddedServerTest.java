package org.emailflow.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.emailflow.store.Login;
import org.emailflow.store.Schema;
import org.emailflow.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {

  @TempDir Path temp;
  private final List<Process> children = new ArrayList<>();

  /** Longer than a socket address holds. */
  private Path folder() {
    return temp.resolve("a-spool-with-a-name-so-long-that-no-socket-address-can-hold-it-".repeat(2))
        .resolve("db");
  }

  @AfterEach
  void endWhatWeStarted() throws Exception {
    for (Process child : children) {
      child.destroyForcibly().waitFor();
    }
    if (Files.isDirectory(folder())) {
      EmbeddedServer.acquire(folder(), line -> {}).close();
    }
  }

  @Test
  void makesADatabaseKeepsItAndStopsItsServer() throws Exception {
    List<String> said = new ArrayList<>();
    try (EmbeddedServer server = EmbeddedServer.acquire(folder(), said::add)) {
      Schema.check(server.worker());
      Schema.check(server.report());
      run(server.admin(), "INSERT INTO setting (name, value) VALUES ('kept', 'yes')");
      assertEquals("1", ask(server.admin(), "SELECT @@innodb_flush_log_at_trx_commit"));
      assertEquals(
          "efm,efm_admin,efm_report",
          ask(
              server.admin(),
              "SELECT GROUP_CONCAT(user ORDER BY user) FROM mysql.user WHERE host <> 'localhost' AND is_role = 'N'"));
    }
    assertTrue(said.stream().anyMatch(line -> line.contains(folder().toString())), said.toString());
    assertFalse(serverRuns());
    said.clear();
    try (EmbeddedServer server = EmbeddedServer.acquire(folder(), said::add)) {
      assertEquals("yes", ask(server.worker(), "SELECT value FROM setting WHERE name = 'kept'"));
    }
    assertEquals(List.of(), said);
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder().resolve("server.properties"))));
  }

  @Test
  void severalProcessesShareOneServerAndTheLastStopsIt() throws Exception {
    Process first = share();
    String url = firstLine(first);
    Process second = share();
    assertEquals(url, firstLine(second));
    leave(first);
    assertTrue(serverRuns());
    try (EmbeddedServer third = EmbeddedServer.acquire(folder(), line -> {});
        EmbeddedServer fourth = EmbeddedServer.acquire(folder(), line -> {})) {
      assertEquals(url, third.worker().url());
      assertEquals(url, fourth.worker().url());
    }
    assertTrue(serverRuns());
    leave(second);
    assertFalse(serverRuns());
  }

  @Test
  void aKilledUserLeavesTheServerToTheNextWhichStopsIt() throws Exception {
    Process first = share();
    String url = firstLine(first);
    first.destroyForcibly().waitFor();
    assertTrue(serverRuns());
    try (EmbeddedServer next = EmbeddedServer.acquire(folder(), line -> {})) {
      assertEquals(url, next.worker().url());
    }
    assertFalse(serverRuns());
  }

  @Test
  void aKilledServerIsStartedAgainWithAllThatWasCommitted() throws Exception {
    Process first = share();
    firstLine(first);
    try (EmbeddedServer server = EmbeddedServer.acquire(folder(), line -> {})) {
      run(server.admin(), "INSERT INTO setting (name, value) VALUES ('committed', 'yes')");
      long pid = pid();
      ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
      process.destroyForcibly();
      process.onExit().get(60, TimeUnit.SECONDS);
      try (EmbeddedServer again = EmbeddedServer.acquire(folder(), line -> {})) {
        assertNotEquals(pid, pid());
        assertEquals(
            "yes", ask(again.worker(), "SELECT value FROM setting WHERE name = 'committed'"));
      }
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsOneClearLine() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    StoreException e =
        assertThrows(
            StoreException.class, () -> EmbeddedServer.acquire(file.resolve("db"), line -> {}));
    assertEquals(StoreException.Kind.CONFIG, e.kind());
    assertFalse(e.getMessage().contains("\n"));
  }

  @Test
  void worksForAnOrdinaryUserWithoutAHome() throws Exception {
    assumeTrue(Folders.uid().equals(0) && Files.isExecutable(Path.of("/usr/bin/setpriv")));
    Path db = Files.createTempDirectory(Path.of("/var/tmp"), "efm-nobody-");
    try {
      Files.setAttribute(db, "unix:uid", 65534);
      Path jars = readableClassPath(db);
      List<String> command =
          new ArrayList<>(
              List.of(
                  "/usr/bin/setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  "/usr/bin/env",
                  "-i"));
      command.addAll(java(jars.toString(), db.resolve("db")));
      Process child = child(command);
      String url = firstLine(child);
      assertTrue(url.startsWith("jdbc:mariadb://127.0.0.1:"), url);
      leave(child);
      assertTrue(Files.isDirectory(db.resolve("db/mariadb-" + Binaries.VERSION)));
    } finally {
      Folders.delete(db);
    }
  }

  /** A class path that user may read: the build's own is in a home that others may not enter. */
  private static Path readableClassPath(Path db) throws IOException {
    Path jars = Files.createDirectory(db.resolve("lib"));
    int n = 0;
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path source = Path.of(entry);
      if (!entry.isEmpty() && Files.isDirectory(source)) {
        copyTree(source, jars.resolve("classes"));
      } else if (Files.exists(source)) {
        Files.copy(source, jars.resolve(n++ + ".jar"));
      }
    }
    return Path.of(jars + "/classes:" + jars + "/*");
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private Process share() throws IOException {
    return child(java(System.getProperty("java.class.path"), folder()));
  }

  private static List<String> java(String classPath, Path db) {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    return List.of(java, "-Xmx256m", "-cp", classPath, Share.class.getName(), db.toString());
  }

  private Process child(List<String> command) throws IOException {
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    children.add(child);
    return child;
  }

  private static String firstLine(Process child) throws IOException {
    BufferedReader lines = child.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("jdbc:")) {
        return line;
      }
    }
    throw new AssertionError("the process ended");
  }

  private static void leave(Process child) throws Exception {
    child.getOutputStream().close();
    assertEquals(0, child.waitFor());
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readString(folder().resolve("server.pid")).strip());
  }

  private boolean serverRuns() throws IOException {
    return Files.exists(folder().resolve("server.pid"))
        && ProcessHandle.of(pid()).filter(ProcessHandle::isAlive).isPresent();
  }

  private static void run(Login login, String sql) throws Exception {
    try (Connection c = DriverManager.getConnection(login.url(), login.user(), login.password());
        Statement statement = c.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Login login, String sql) throws Exception {
    try (Connection c = DriverManager.getConnection(login.url(), login.user(), login.password());
        Statement statement = c.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertTrue(row.next());
      return row.getString(1);
    }
  }
}
