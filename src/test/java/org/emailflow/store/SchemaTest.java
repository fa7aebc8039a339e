package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.emailflow.store.StoreException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaTest {

  @RegisterExtension static final TestDatabase server = new TestDatabase();

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theProgramNeedsTheLastMigration() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("sql/migration"))) {
      int last =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith("V"))
              .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf('_'))))
              .max()
              .orElseThrow();
      assertEquals(Schema.VERSION, last);
    }
  }

  @Test
  void migratingAndGrantingAgainChangesNothing() throws Exception {
    Schema schema = new Schema(server.admin());
    List<String> before = grants(server.worker());
    assertEquals(0, schema.migrate());
    schema.grant(server.worker(), server.report());
    assertEquals(before, grants(server.worker()));
    assertFalse(before.isEmpty());
  }

  private static List<String> grants(Login login) throws SQLException {
    return cells(login, "SHOW GRANTS");
  }

  @Test
  void theWorkerMayNotChangeTheSchemaNorDeleteWhatHappened() throws Exception {
    for (String sql :
        List.of(
            "DROP TABLE ledger",
            "ALTER TABLE ledger ADD COLUMN x INT",
            "CREATE TABLE x (id INT)",
            "DELETE FROM ledger",
            "DELETE FROM correspondent",
            "TRUNCATE outbound",
            "UPDATE setting SET value = ''",
            "GRANT SELECT ON ledger TO " + server.report().user(),
            "CALL service_code('a@b.example', '', NULL, 'relay.example')")) {
      denied(server.worker(), sql);
    }
  }

  @Test
  void theReporterReadsEveryViewAndNoTable() throws Exception {
    List<String> tables =
        cells(
            server.admin(),
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
                + " AND table_type = 'BASE TABLE' AND table_name <> 'flyway_schema_history'");
    assertTrue(tables.size() >= 10, tables.toString());
    for (String table : tables) {
      denied(server.report(), "SELECT * FROM " + table);
    }
    List<String> views =
        cells(
            server.admin(),
            "SELECT table_name FROM information_schema.views WHERE table_schema = DATABASE()");
    for (String view : views) {
      assertDoesNotThrow(() -> cells(server.report(), "SELECT * FROM " + view), view);
    }
  }

  @Test
  void noViewShowsAnAddress() throws Exception {
    String secret = "secret" + new Random().nextInt(1_000_000_000) + "@real.example";
    plant(secret);
    for (String view :
        cells(
            server.report(),
            "SELECT table_name FROM information_schema.views WHERE table_schema = DATABASE()")) {
      assertFalse(
          String.join("\n", cells(server.report(), "SELECT * FROM " + view)).contains(secret),
          view);
    }
  }

  /** The address wherever an address may stand. */
  private static void plant(String secret) {
    Codes codes = new Codes(new Random());
    try (Database database = Database.open(server.worker());
        Batch batch = database.batch(codes, "w1")) {
      ServiceFacts service =
          new Services(database, codes)
              .add(
                  new Services.New(
                      List.of(new Services.Address(secret, secret, false)),
                      "Flat",
                      Optional.empty(),
                      "relay.example",
                      Optional.empty()),
                  NOW);
      NewCorrespondent user =
          new NewCorrespondent(service.id(), secret, secret, secret, Origin.MAIL, false);
      long correspondent = batch.mint(List.of(user), NOW).get(user).id();
      Sha256 identity = Sha256.hash(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      LedgerEntry entry =
          new LedgerEntry(
              new LedgerEntry.Arrival(identity, 1, secret, "w", NOW, 1, secret, secret),
              new LedgerEntry.Outcome(
                  Optional.of(Direction.TO_SERVICE),
                  org.emailflow.store.Kind.MESSAGE,
                  Disposition.RELAYED,
                  "ok",
                  Optional.of(Proof.NONE),
                  Optional.of(secret),
                  Optional.empty()),
              NOW,
              service.id(),
              correspondent,
              1);
      long id = batch.record(List.of(entry)).get(0).orElseThrow();
      batch.outbound(
          List.of(
              new OutboundEntry(
                  new OutboundKey(id, 1),
                  "w.1",
                  org.emailflow.store.Kind.MESSAGE,
                  Optional.empty(),
                  secret,
                  secret,
                  1,
                  7)));
      batch.tally(
          List.of(
              new ConversationChange(
                  correspondent, Direction.TO_SERVICE, org.emailflow.store.Kind.MESSAGE, NOW)));
      batch.commit();
      new Recovery(database).settled(Marks.of(List.of(new OutboundKey(id, 1)), List.of()), NOW);
      new Deliveries(database).refused(new OutboundKey(id, 1), NOW, "5.1.1", "550 " + secret);
    }
  }

  @Test
  void everyReportOnFileRunsForTheReporter() throws Exception {
    List<Path> reports;
    try (Stream<Path> files = Files.list(Path.of("sql/reports"))) {
      reports = files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
    assertTrue(reports.size() >= 3, reports.toString());
    for (Path report : reports) {
      String sql = Files.readString(report).strip();
      assertDoesNotThrow(
          () -> cells(server.report(), sql.substring(0, sql.lastIndexOf(';'))), report.toString());
    }
  }

  @Test
  void aMissingDatabaseSaysInit() {
    Login nowhere =
        new Login(
            server.admin().withoutDatabase().url() + "not_there",
            server.admin().user(),
            server.admin().password());
    StoreException e = assertThrows(StoreException.class, () -> Schema.check(nowhere));
    assertEquals(Kind.CONFIG, e.kind());
    assertTrue(e.getMessage().contains("efm init"), e.getMessage());
  }

  @Test
  void anEmptyAndAnOldSchemaSayInit() throws Exception {
    Login empty =
        new Login(
            server.admin().withoutDatabase().url() + server.admin().database() + "_e",
            server.admin().user(),
            server.admin().password());
    run(server.admin(), "CREATE DATABASE " + empty.database());
    try {
      sayInit(empty);
      new Schema(empty).migrate();
      Schema.check(empty);
      run(empty, "DELETE FROM flyway_schema_history WHERE version > 1");
      sayInit(empty);
    } finally {
      run(server.admin(), "DROP DATABASE " + empty.database());
    }
  }

  private static void sayInit(Login login) {
    StoreException e;
    try (Database database = Database.open(login)) {
      e = assertThrows(StoreException.class, database::check);
    }
    assertEquals(Kind.CONFIG, e.kind());
    assertTrue(e.getMessage().contains("efm init"), e.getMessage());
    assertFalse(e.getMessage().contains("\n"));
  }

  @Test
  void aMissingDatabaseIsMade() throws Exception {
    Login fresh =
        new Login(
            server.admin().withoutDatabase().url() + server.admin().database() + "-n",
            server.admin().user(),
            server.admin().password());
    try {
      assertEquals(Schema.VERSION, new Schema(fresh).migrate());
      Schema.check(fresh);
    } finally {
      run(server.admin(), "DROP DATABASE IF EXISTS `" + fresh.database() + "`");
    }
  }

  @Test
  void settingsAreReplaced() throws Exception {
    Schema schema = new Schema(server.admin());
    schema.configure(Map.of("service-prefix", "s-", "domain", "relay.example"));
    schema.configure(Map.of("service-prefix", "service-"));
    assertEquals(
        List.of("relay.example", "service-"),
        cells(
            server.worker(),
            "SELECT value FROM setting WHERE name IN ('domain', 'service-prefix') ORDER BY name"));
  }

  @Test
  void aWrongPasswordIsAConfigError() {
    Login wrong = new Login(server.worker().url(), server.worker().user(), "wrong");
    try (Database database = Database.open(wrong)) {
      StoreException e = assertThrows(StoreException.class, database::check);
      assertEquals(Kind.CONFIG, e.kind());
      assertFalse(e.getMessage().contains("wrong"), e.getMessage());
    }
  }

  @Test
  void aServerThatIsAwayIsTemporary() {
    try (Database database =
        Database.open(new Login("jdbc:mariadb://127.0.0.1:1/efm", "efm", "x"))) {
      StoreException e = assertThrows(StoreException.class, database::check);
      assertEquals(Kind.TEMPORARY, e.kind());
    }
  }

  @Test
  void aConnectionThatWasKilledIsMadeAgain() throws Exception {
    try (Database database = Database.open(server.worker())) {
      Long id = database.read(ctx -> ctx.fetchOne("select connection_id()").get(0, Long.class));
      run(server.admin(), "KILL " + id);
      StoreException e =
          assertThrows(
              StoreException.class, () -> new Services(database, new Codes(new Random())).list());
      assertEquals(Kind.TEMPORARY, e.kind());
      assertDoesNotThrow(() -> new Services(database, new Codes(new Random())).list());
    }
  }

  @Test
  void aDeadlockIsWorthAnotherTry() throws Exception {
    run(server.admin(), "REPLACE INTO setting (name, value) VALUES ('a', ''), ('b', '')");
    try (Connection one = Database.connect(server.admin());
        Connection two = Database.connect(server.admin())) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      execute(one, "UPDATE setting SET value = '1' WHERE name = 'a'");
      execute(two, "UPDATE setting SET value = '2' WHERE name = 'b'");
      Thread other =
          new Thread(
              () -> {
                try {
                  execute(one, "UPDATE setting SET value = '1' WHERE name = 'b'");
                  one.rollback();
                } catch (SQLException victim) {
                  assertEquals(1213, victim.getErrorCode());
                }
              });
      other.start();
      SQLException deadlock = new SQLException("deadlock", "40001", 1213);
      try {
        execute(two, "UPDATE setting SET value = '2' WHERE name = 'a'");
      } catch (SQLException e) {
        deadlock = e;
      }
      two.rollback();
      other.join();
      StoreException e = Failures.of(deadlock, server.admin());
      assertTrue(e.retryable());
      assertEquals(Kind.TEMPORARY, e.kind());
    }
  }

  private static void denied(Login login, String sql) {
    SQLException e = assertThrows(SQLException.class, () -> run(login, sql), sql);
    assertTrue(List.of(1142, 1044, 1370, 1045, 1410).contains(e.getErrorCode()), sql + ": " + e);
  }

  private static void run(Login login, String sql) throws SQLException {
    try (Connection connection = Database.connect(login)) {
      execute(connection, sql);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Every cell, row by row. */
  private static List<String> cells(Login login, String sql) throws SQLException {
    List<String> cells = new ArrayList<>();
    try (Connection connection = Database.connect(login);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          cells.add(String.valueOf(row.getString(i)));
        }
      }
    }
    return cells;
  }
}
