package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The procedures as a web form calls them: by a user who may execute two procedures and nothing
 * else.
 */
class ProceduresTest {

  @RegisterExtension static final TestDatabase server = new TestDatabase();

  private static final String DOMAIN = "relay.example";

  private static Login form;

  @BeforeAll
  static void makeTheFormsUser() throws SQLException {
    form = server.login(server.admin().database() + "_f", "form");
    try (Connection connection = Database.connect(server.admin());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE USER '" + form.user() + "'@'%' IDENTIFIED BY '" + form.password() + "'");
      for (String procedure : List.of("service_code", "user_code")) {
        statement.execute(
            "GRANT EXECUTE ON PROCEDURE "
                + form.database()
                + "."
                + procedure
                + " TO '"
                + form.user()
                + "'@'%'");
      }
    }
  }

  @AfterAll
  static void dropTheFormsUser() throws SQLException {
    try (Connection connection = Database.connect(server.admin());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP USER '" + form.user() + "'@'%'");
    }
  }

  private record Alias(String address, String code) {}

  private static Alias call(Connection connection, String procedure, String... arguments)
      throws SQLException {
    String marks = "?" + ", ?".repeat(arguments.length - 1);
    try (CallableStatement call =
        connection.prepareCall("{call " + procedure + "(" + marks + ")}")) {
      for (int i = 0; i < arguments.length; i++) {
        call.setString(i + 1, arguments[i]);
      }
      try (ResultSet row = call.executeQuery()) {
        assertTrue(row.next());
        return new Alias(row.getString("address"), row.getString("code"));
      }
    }
  }

  private static Alias call(String procedure, String... arguments) throws SQLException {
    try (Connection connection = Database.connect(form)) {
      return call(connection, procedure, arguments);
    }
  }

  @Test
  void aFormGetsAServicesAliasAndThenAUsers() throws SQLException {
    Alias service = call("service_code", "Bob@Real.Test", "Flat", "listing 1", DOMAIN);
    assertEquals("service-" + service.code() + "@" + DOMAIN, service.address());
    assertEquals(service.code(), Codes.normalise(service.code()));
    Alias user = call("user_code", service.code(), "Ann@Real.example");
    assertEquals("user-" + user.code() + "@" + DOMAIN, user.address());
    assertEquals(
        user, call("user_code", service.address().toUpperCase(Locale.ROOT), "ann@real.EXAMPLE"));

    try (Database database = Database.open(server.worker())) {
      ServiceFacts facts =
          new Services(database, new Codes(new Random())).find(service.code()).orElseThrow();
      assertEquals(
          List.of(new ServiceFacts.Address("Bob@Real.Test", "bob@real.test", true, false)),
          facts.addresses());
      CorrespondentFacts ann = new Correspondents(database).find(user.code()).orElseThrow();
      assertEquals("Ann@Real.example", ann.address());
      assertEquals("ann@real.example", ann.key());
      assertEquals(Origin.FORM, ann.origin());
    }
  }

  @Test
  void theSameListingIsRegisteredOnceAndAnotherIsNot() throws SQLException {
    Alias first = call("service_code", "carol@real.test", "Flat", "listing 2", DOMAIN);
    assertEquals(first, call("service_code", "Carol@Real.TEST", "Flat again", "listing 2", DOMAIN));
    assertNotEquals(first, call("service_code", "carol@real.test", "Flat", "listing 3", DOMAIN));
    assertNotEquals(
        call("service_code", "carol@real.test", "Flat", null, DOMAIN),
        call("service_code", "carol@real.test", "Flat", null, DOMAIN));
  }

  @Test
  void theProgramAndTheProcedureFindEachOthersListings() throws SQLException {
    Alias first = call("service_code", "dora@real.test", "Flat", "listing é", DOMAIN);
    try (Database database = Database.open(server.worker())) {
      ServiceFacts same =
          new Services(database, new Codes(new Random()))
              .add(
                  new Services.New(
                      List.of(new Services.Address("dora@real.test", "dora@real.test", false)),
                      "Flat",
                      Optional.of("listing é"),
                      DOMAIN,
                      Optional.empty()),
                  Instant.EPOCH);
      assertEquals(first.code(), same.code());
    }
  }

  @Test
  void twentyFormsAtOnceGetOneAlias() throws Exception {
    String service = call("service_code", "eve@real.test", "Flat", null, DOMAIN).code();
    ExecutorService pool = Executors.newFixedThreadPool(20);
    try {
      List<Future<Alias>> users = new ArrayList<>();
      List<Future<Alias>> services = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        users.add(pool.submit(() -> patiently("user_code", service, "fay@real.example")));
        services.add(
            pool.submit(() -> patiently("service_code", "gus@real.test", "", "listing 4", DOMAIN)));
      }
      assertEquals(1, distinct(users));
      assertEquals(1, distinct(services));
    } finally {
      pool.shutdownNow();
    }
  }

  /** A deadlock is the caller's to try again, as in every database. */
  private static Alias patiently(String procedure, String... arguments) throws SQLException {
    for (int tries = 0; ; tries++) {
      try {
        return call(procedure, arguments);
      } catch (SQLException e) {
        if (e.getErrorCode() != 1213 || tries > 20) {
          throw e;
        }
      }
    }
  }

  private static int distinct(List<Future<Alias>> aliases) throws Exception {
    Set<Alias> distinct = new HashSet<>();
    for (Future<Alias> alias : aliases) {
      distinct.add(alias.get());
    }
    return distinct.size();
  }

  @Test
  void theCallersTransactionIsNotEndedBehindItsBack() throws SQLException {
    Alias inside;
    try (Connection connection = Database.connect(form)) {
      connection.setAutoCommit(false);
      inside = call(connection, "service_code", "hal@real.test", "", "listing 5", DOMAIN);
      connection.rollback();
    }
    try (Database database = Database.open(server.worker())) {
      assertTrue(new Services(database, new Codes(new Random())).find(inside.code()).isEmpty());
    }
  }

  @Test
  void anAliasOlderThanTheCallersSnapshotIsFound() throws SQLException {
    try (Connection connection = Database.connect(form)) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      call(connection, "service_code", "ida@real.test", "", "listing 6", DOMAIN);
      Alias meanwhile = call("service_code", "jon@real.test", "", "listing 7", DOMAIN);
      assertEquals(
          meanwhile, call(connection, "service_code", "jon@real.test", "", "listing 7", DOMAIN));
      connection.rollback();
    }
  }

  @Test
  void whatIsNoAddressIsRefused() {
    for (String address :
        new String[] {
          null,
          "",
          "bob",
          "bob@",
          "@real.test",
          "a@b@real.test",
          "bob@real.test\r\nBcc: eve@real.test",
          "bob @real.test",
          "<bob@real.test>",
          "bob@bücher.example",
          "service-0123456789abcdef@relay.example",
          "USER-x@Relay.Example"
        }) {
      SQLException e =
          assertThrows(
              SQLException.class, () -> call("service_code", address, "", null, DOMAIN), address);
      assertEquals("45000", e.getSQLState(), address + ": " + e);
    }
  }

  /** Where mail to one of our own codes would go round. */
  @Test
  void anAliasInAnyOfOurDomainsIsRefused() throws SQLException {
    String code = call("service_code", "lou@real.test", "", null, DOMAIN).code();
    new Schema(server.admin())
        .configure(Map.of("domains", "relay.example,second.example", "domain", DOMAIN));
    for (String address : List.of("service-x@second.example", "User-x@SECOND.example")) {
      for (List<String> call :
          List.of(
              Arrays.asList("service_code", address, "", null, DOMAIN),
              List.of("user_code", code, address))) {
        String[] arguments = call.subList(1, call.size()).toArray(new String[0]);
        SQLException e =
            assertThrows(SQLException.class, () -> call(call.get(0), arguments), address);
        assertTrue(e.getMessage().contains("alias of the relay"), address + ": " + e);
      }
    }
    call("service_code", "service-x@third.example", "", null, DOMAIN);
    call("service_code", "info@second.example", "", null, DOMAIN);
  }

  @Test
  void aClosedOrUnknownServiceHasNoUsers() throws SQLException {
    String code = call("service_code", "kim@real.test", "", null, DOMAIN).code();
    try (Database database = Database.open(server.worker())) {
      new Services(database, new Codes(new Random())).enable(code, false);
    }
    for (String service : List.of(code, "0000000000000000", "", "service-@relay.example")) {
      SQLException e =
          assertThrows(SQLException.class, () -> call("user_code", service, "ann@real.example"));
      assertEquals("45000", e.getSQLState(), service + ": " + e);
    }
  }

  @Test
  void theFormsUserMayDoNothingElse() throws SQLException {
    try (Connection connection = Database.connect(form);
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "SELECT * FROM service",
              "SELECT * FROM correspondent",
              "CALL new_code(@x)",
              "INSERT INTO setting VALUES ('a', 'b')")) {
        SQLException e = assertThrows(SQLException.class, () -> statement.execute(sql), sql);
        assertTrue(List.of(1142, 1370).contains(e.getErrorCode()), sql + ": " + e);
      }
    }
  }

  @Test
  void codesOfTheProcedureUseTheWholeAlphabet() throws SQLException {
    Set<Character> seen = new HashSet<>();
    try (Connection connection = Database.connect(server.admin());
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 200; i++) {
        statement.execute("CALL new_code(@code)");
        try (ResultSet row = statement.executeQuery("SELECT @code")) {
          row.next();
          String code = row.getString(1);
          assertEquals(code, Codes.normalise(code));
          code.chars().forEach(c -> seen.add((char) c));
        }
      }
    }
    assertEquals(32, seen.size(), seen.toString());
  }
}
