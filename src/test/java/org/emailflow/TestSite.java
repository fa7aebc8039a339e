package org.emailflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.emailflow.chain.Plugin;
import org.emailflow.config.Config;
import org.emailflow.config.ConfigReader;
import org.emailflow.config.Keyring;
import org.emailflow.mail.Addresses;
import org.emailflow.relay.TestRelay;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Spool;
import org.emailflow.store.Codes;
import org.emailflow.store.Database;
import org.emailflow.store.Services;
import org.emailflow.store.TestDatabase;
import org.emailflow.worker.Outcome;
import org.emailflow.worker.Sweep;

/**
 * A whole site in a temporary folder: spool, keys, a fresh database, a clock. Mail comes in as an
 * MTA delivers it and is swept with the worker's rights alone.
 */
public final class TestSite implements AutoCloseable {
  public static final String DOMAIN = "relay.example";

  public final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));
  public final Path spool;
  public final String domain;
  public final Config config;
  public final Path file;
  private final TestDatabase server = new TestDatabase();
  private final Database database;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger delivered = new AtomicInteger();
  private final List<Plugin> plugins = new ArrayList<>();
  private Keyring keys;

  /**
   * @param folder an empty one
   * @param settings lines of efm.toml below the tables that every site has
   */
  public TestSite(Path folder, String... settings) {
    this(DOMAIN, folder, settings);
  }

  private TestSite(String domain, Path folder, String... settings) {
    this.domain = domain;
    try {
      server.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      spool = folder.resolve("spool");
      Spool.create(spool);
      file = writePrivate(folder.resolve("efm.toml"), toml(settings));
      config = ConfigReader.read(Optional.of(file), Map.of()).config();
      keys = Keyring.create(random, clock.instant());
      writePrivate(spool.resolve("keys"), String.join("\n", keys.lines()) + "\n");
      database = Database.open(server.worker());
    } catch (IOException e) {
      drop();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      drop();
      throw e;
    }
  }

  /** A site that is not the first one in the world. */
  public static TestSite of(String domain, Path folder, String... settings) {
    return new TestSite(domain, folder, settings);
  }

  /** Writes a file that others may not read: what holds secrets is warned of otherwise. */
  public static Path writePrivate(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private String toml(String... settings) {
    return """
        domains = ["%s", "second.example"]
        spool = "%s"
        [database]
        url = "%s"
        user = "%s"
        password = "%s"
        [database.admin]
        user = "%s"
        password = "%s"
        [database.report]
        user = "%s"
        password = "%s"
        """
            .formatted(
                domain,
                spool,
                server.worker().url(),
                server.worker().user(),
                server.worker().password(),
                server.admin().user(),
                server.admin().password(),
                server.report().user(),
                server.report().password())
        + String.join("\n", settings)
        + "\n";
  }

  /** A site plugin, asked after the built-in ones; counts from the next sweep on. */
  public TestSite with(Plugin plugin) {
    plugins.add(plugin);
    return this;
  }

  public void rotateKeys() {
    keys = keys.rotated(random, clock.instant());
  }

  public Keyring keys() {
    return keys;
  }

  public TestDatabase server() {
    return server;
  }

  public Database database() {
    return database;
  }

  public Services services() {
    return new Services(database, new Codes(random));
  }

  /** Registers a service; its alias. The first address gets the mail. */
  public String service(String... addresses) {
    return service(Optional.empty(), addresses);
  }

  public String service(Optional<Instant> expires, String... addresses) {
    List<Services.Address> real =
        Stream.of(addresses)
            .map(a -> new Services.Address(a, Addresses.key(a).orElseThrow(), false))
            .toList();
    Services.New service = new Services.New(real, "Casa Azul", Optional.empty(), domain, expires);
    return "service-" + services().add(service, clock.instant()).code() + "@" + domain;
  }

  /** The code in one of our addresses. */
  public static String code(String alias) {
    return alias.substring(alias.indexOf('-') + 1, alias.indexOf('@'));
  }

  /** Delivers as an MTA does; the file's name. The null sender is an empty one. */
  public String deliver(TestMessage message, String sender, String recipient) {
    return deliver(message.bytes(), sender, recipient);
  }

  public String deliver(byte[] raw, String sender, String recipient) {
    String name = clock.instant().getEpochSecond() + ".M" + delivered.incrementAndGet() + "P1.test";
    deliver(name, raw, sender, recipient);
    return name;
  }

  public void deliver(String name, byte[] raw, String sender, String recipient) {
    String top = "Return-Path: <" + sender + ">\nDelivered-To: " + recipient + "\n";
    byte[] head = top.getBytes(UTF_8);
    byte[] all = new byte[head.length + raw.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(raw, 0, all, head.length, raw.length);
    put(name, all);
  }

  /** Puts a whole file, with what the MTA wrote on top, into the inbox. */
  public void put(String name, byte[] file) {
    try {
      Path tmp = Files.write(path(Folder.INBOX_TMP).resolve(name), file);
      Files.setLastModifiedTime(tmp, FileTime.from(clock.instant()));
      Files.move(tmp, path(Folder.INBOX_NEW).resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path(Folder folder) {
    return spool.resolve(folder.path());
  }

  public List<Outcome> sweep() {
    List<Outcome> outcomes = new ArrayList<>();
    sweep(database, Failpoints.NONE).run(outcomes::add);
    return outcomes;
  }

  /** The outcome of the one message that there is to sweep. */
  public Outcome sweepOne() {
    List<Outcome> outcomes = sweep();
    assertEquals(1, outcomes.size(), outcomes.toString());
    return outcomes.get(0);
  }

  public Sweep sweep(Database with, Failpoints failpoints) {
    return sweep(spool, with, failpoints);
  }

  /** A sweep of this site's mail in another folder. */
  public Sweep sweep(Path root, Database with, Failpoints failpoints) {
    return sweep(Spool.open(root, failpoints), with, failpoints);
  }

  /** A sweep of this site's mail in a spool of the test's own making. */
  public Sweep sweep(Spool of, Database with, Failpoints failpoints) {
    return new Sweep(
        TestRelay.of(config, plugins, keys, random, clock),
        of,
        with,
        new Codes(random),
        failpoints,
        clock);
  }

  /** The names in a folder and its subfolders; reasons and locks apart. */
  public List<String> names(Folder folder) {
    return names(path(folder));
  }

  public static List<String> names(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> f.getFileName().toString())
          .filter(name -> !name.endsWith(".why") && !name.equals(".lock"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What waits for a courier. */
  public List<QueuedMail> queue() {
    return names(Folder.QUEUE_NEW).stream()
        .map(name -> QueuedMail.read(path(Folder.QUEUE_NEW).resolve(name)))
        .toList();
  }

  /** The one message that waits for a courier, taken away. */
  public QueuedMail take() {
    List<QueuedMail> queue = queue();
    assertEquals(1, queue.size(), () -> "messages in the queue; " + failures());
    sent(queue.get(0).name());
    return queue.get(0);
  }

  /** Takes away all that waits. */
  public List<QueuedMail> takeAll() {
    List<QueuedMail> queue = queue();
    queue.forEach(mail -> sent(mail.name()));
    return queue;
  }

  private void sent(String name) {
    try {
      Files.move(path(Folder.QUEUE_NEW).resolve(name), path(Folder.QUEUE_SENT).resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Delivers, sweeps and takes what goes out for it. */
  public QueuedMail relay(TestMessage message, String sender, String recipient) {
    deliver(message, sender, recipient);
    Outcome outcome = sweepOne();
    assertEquals("relayed", outcome.disposition().word(), outcome.toString());
    return take();
  }

  private String failures() {
    return text(
        "select group_concat(disposition, ' ', reason, ' ', ifnull(left(detail, 300), '') separator"
            + " '; ') from ledger where disposition <> 'relayed'");
  }

  /** A number out of the database. */
  public long count(String query) {
    return Long.parseLong(text(query));
  }

  public String text(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  /** Rows out of the database, each column under its label; binary ones as text in hex. */
  public List<Map<String, String>> rows(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      List<Map<String, String>> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(row(found));
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  private static Map<String, String> row(ResultSet found) throws SQLException {
    Map<String, String> row = new LinkedHashMap<>();
    ResultSetMetaData columns = found.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      boolean binary = columns.getColumnTypeName(i).contains("BINARY");
      byte[] bytes = binary ? found.getBytes(i) : null;
      row.put(
          columns.getColumnLabel(i),
          bytes == null ? found.getString(i) : HexFormat.of().formatHex(bytes));
    }
    return row;
  }

  public void execute(String statement) {
    try (Connection connection = connect();
        Statement run = connection.createStatement()) {
      run.execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(statement, e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        server.admin().url(), server.admin().user(), server.admin().password());
  }

  @Override
  public void close() {
    database.close();
    drop();
  }

  private void drop() {
    try {
      server.drop();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
