package org.emailflow.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.emailflow.TestSite;
import org.emailflow.store.Login;
import org.emailflow.store.TestDatabase;

/** A site that the built distribution works for, as its operator would set it up. */
final class Site implements AutoCloseable {
  private static final byte[] LINE = ("x".repeat(76) + "\n").getBytes(US_ASCII);
  private static final int WRITERS = 500;

  /** Then others write: what one writes too often looks like a loop and is deferred. */
  private static final int A_LOT = 20 * WRITERS;

  /** Pages that a server at rest has yet to write. */
  private static final long FEW = 100;

  private static final Pattern RELAYED = Pattern.compile("\"relayed\":(\\d+)");
  private static final Pattern SECONDS = Pattern.compile("\"seconds\":([0-9.]+)");

  private final Path efm;
  private final Path settings;
  private final TestDatabase database = new TestDatabase();
  private final String service;
  private long filled;

  final Path spool;

  Site(Path distribution, Path folder) throws IOException, InterruptedException, SQLException {
    efm = distribution.resolve("bin/efm").toAbsolutePath();
    spool = folder.resolve("spool");
    database.open();
    try {
      furnish();
      settings = TestSite.writePrivate(folder.resolve("efm.toml"), toml());
      efm("init");
      service = efm("service", "add", "--address", "owner@owner.example").lastLine();
      checkDurable();
    } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
      database.drop();
      throw e;
    }
  }

  private String toml() {
    StringBuilder toml =
        new StringBuilder("domains = [\"relay.example\"]\nspool = \"" + spool + "\"\n[database]\n");
    toml.append("url = \"").append(database.worker().url()).append("\"\n");
    login(toml, database.worker());
    login(toml.append("[database.admin]\n"), database.admin());
    login(toml.append("[database.report]\n"), database.report());
    return toml.toString();
  }

  private static void login(StringBuilder toml, Login login) {
    toml.append("user = \"").append(login.user()).append("\"\n");
    toml.append("password = \"").append(login.password()).append("\"\n");
  }

  /**
   * The embedded server is furnished for tests and small sites: a million messages would be written
   * out of its 64 MB again and again. Another one is measured as it is.
   */
  private void furnish() throws SQLException {
    if (isEmbedded()) {
      execute("SET GLOBAL innodb_buffer_pool_size = " + (512 << 20));
      execute("SET GLOBAL innodb_log_file_size = " + (256 << 20));
    }
  }

  private static boolean isEmbedded() {
    return System.getenv("EFM_TEST_DATABASE_URL") == null;
  }

  /** No figure counts on a server that answers COMMIT before it has written. */
  private void checkDurable() throws SQLException {
    String flush = ask("SELECT @@innodb_flush_log_at_trx_commit");
    if (!flush.equals("1")) {
      throw new SQLException("innodb_flush_log_at_trx_commit is " + flush + ", not 1");
    }
  }

  String ask(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  void execute(String statement) throws SQLException {
    try (Connection connection = connect();
        Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  /**
   * Waits until the server has written what it was given: pages that it still owes are written
   * beside whatever is measured next. A server that is not ours to command is left alone.
   */
  void settle() throws SQLException, InterruptedException {
    if (!isEmbedded()) {
      return;
    }
    String usual = ask("SELECT @@innodb_max_dirty_pages_pct");
    execute("SET GLOBAL innodb_max_dirty_pages_pct = 0");
    long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    while (dirtyPages() > FEW && System.nanoTime() < end) {
      Thread.sleep(500);
    }
    execute("SET GLOBAL innodb_max_dirty_pages_pct = " + usual);
  }

  private long dirtyPages() throws SQLException {
    return Long.parseLong(
        ask(
            "SELECT variable_value FROM information_schema.global_status"
                + " WHERE variable_name = 'Innodb_buffer_pool_pages_dirty'"));
  }

  private Connection connect() throws SQLException {
    Login admin = database.admin();
    return DriverManager.getConnection(admin.url(), admin.user(), admin.password());
  }

  Login login() {
    return database.admin();
  }

  /** The address that mail is for. */
  String service() {
    return service;
  }

  /** Puts {@code n} messages into the inbox, no two alike, twenty from each writer. */
  List<Path> fill(int n, int bytes) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      filled++;
      Path file = spool.resolve("inbox/new").resolve("1795255200.M" + filled + "P1.benchmark");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        write(out, bytes);
      }
      files.add(file);
    }
    return files;
  }

  private void write(OutputStream out, int bytes) throws IOException {
    String writer = "u" + filled % WRITERS + "-" + filled / A_LOT + "@user.example";
    String header =
        """
        Return-Path: <%1$s>
        Delivered-To: %2$s
        From: %1$s
        To: %2$s
        Subject: n%3$d
        Date: Sat, 21 Nov 2026 10:00:00 +0000
        Message-ID: <%3$d@mail.user.example>

        """
            .formatted(writer, service, filled);
    out.write(header.getBytes(US_ASCII));
    for (int written = 0; written < bytes; written += LINE.length) {
      out.write(LINE);
    }
  }

  /** One sweep of what {@link #fill} put there; it must relay all of it. */
  Sweep sweep(int expected, Map<String, String> environment)
      throws IOException, InterruptedException {
    Run run =
        Run.of(List.of(efm.toString(), "-c", settings.toString(), "sweep", "--json"), environment);
    if (Integer.parseInt(group(RELAYED, run.lastLine())) != expected) {
      throw new IOException("not all " + expected + " are relayed: " + run.lastLine());
    }
    double own = Double.parseDouble(group(SECONDS, run.lastLine()));
    return new Sweep(run.seconds(), own, run.peakKb(), run.lines());
  }

  /**
   * What a sweep took.
   *
   * @param seconds of the whole process
   * @param own by its own clock, without the start of the JVM
   * @param done when it told of each message, in nanoseconds since its start
   */
  record Sweep(double seconds, double own, long peakKb, List<Long> done) {

    /** Microseconds a message, from the one of that number to another. */
    double micros(int from, int to) {
      return (done.get(to - 1) - done.get(from - 1)) / 1e3 / (to - from);
    }
  }

  private static String group(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.find()) {
      throw new IllegalStateException("no totals: " + line);
    }
    return matcher.group(1);
  }

  Run efm(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(efm.toString(), "-c", settings.toString()));
    command.addAll(List.of(words));
    return Run.of(command, Map.of());
  }

  /** Removes what was relayed, so that the disk does not fill up. */
  void clear() throws IOException {
    for (String name : List.of("queue/new", "done")) {
      try (Stream<Path> files = Files.walk(spool.resolve(name))) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    database.drop();
  }
}
