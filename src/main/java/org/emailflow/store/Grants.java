package org.emailflow.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Least rights, table by table. The worker reads everything and writes what a sweep and the
 * operator's daily commands write; it deletes nothing but a service's address, and changes no
 * table. The reporter reads the reporting views, in which there is no address. A login that is the
 * admin's own is left alone.
 *
 * <p>Whom to grant to is asked of the server, as that user: only the server knows whether {@code
 * efm} came in as {@code efm@localhost} or {@code efm@'%'}.
 */
final class Grants {

  private static final List<String> REPORT =
      List.of(
          "report_service",
          "report_conversation",
          "report_message",
          "report_outbound",
          "reply_rate",
          "response_time",
          "traffic");

  private static final Map<String, String> WORKER = worker();

  private final Login admin;

  Grants(Login admin) {
    this.admin = admin;
  }

  private static Map<String, String> worker() {
    Map<String, String> rights = new LinkedHashMap<>();
    rights.put("flyway_schema_history", "SELECT");
    rights.put("setting", "SELECT");
    for (String table :
        List.of(
            "service",
            "correspondent",
            "conversation",
            "ledger",
            "outbound",
            "message_id",
            "notice_sent")) {
      rights.put(table, "SELECT, INSERT, UPDATE");
    }
    for (String table : List.of("service_address", "worker", "suspect")) {
      rights.put(table, "SELECT, INSERT, UPDATE, DELETE");
    }
    REPORT.forEach(view -> rights.put(view, "SELECT"));
    return rights;
  }

  Grants worker(Login login) {
    return grant(login, WORKER);
  }

  Grants report(Login login) {
    Map<String, String> rights = new LinkedHashMap<>();
    rights.put("flyway_schema_history", "SELECT");
    REPORT.forEach(view -> rights.put(view, "SELECT"));
    return grant(login, rights);
  }

  private Grants grant(Login login, Map<String, String> rights) {
    if (login.user().equals(admin.user())) {
      return this;
    }
    try (Connection connection = Database.connect(admin);
        Statement statement = connection.createStatement()) {
      String account = account(login, connection);
      for (Map.Entry<String, String> right : rights.entrySet()) {
        statement.execute(
            "GRANT "
                + right.getValue()
                + " ON `"
                + admin.database()
                + "`.`"
                + right.getKey()
                + "` TO "
                + account);
      }
    } catch (SQLException e) {
      throw Failures.of(e, admin);
    }
    return this;
  }

  private String account(Login login, Connection admins) throws SQLException {
    try (Connection connection = Database.connect(login.withoutDatabase())) {
      return currentUser(connection);
    } catch (SQLException e) {
      if (e.getErrorCode() != 1045 && e.getErrorCode() != 1698) {
        throw Failures.of(e, login);
      }
    }
    create(login, admins);
    try (Connection connection = Database.connect(login.withoutDatabase())) {
      return currentUser(connection);
    } catch (SQLException e) {
      throw Failures.of(e, login);
    }
  }

  /**
   * A user that is there with another password stays as it is, and the login then fails: nobody's
   * password is changed.
   */
  private static void create(Login login, Connection admins) throws SQLException {
    try (PreparedStatement create =
        admins.prepareStatement("CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY ?")) {
      create.setString(1, login.user());
      create.setString(2, login.password());
      create.execute();
    }
  }

  private static String currentUser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CONCAT(QUOTE(SUBSTRING_INDEX(u, '@', LENGTH(u) - LENGTH(REPLACE(u, '@', '')))), '@',"
                    + " QUOTE(SUBSTRING_INDEX(u, '@', -1))) FROM (SELECT CURRENT_USER() AS u) AS me")) {
      row.next();
      return row.getString(1);
    }
  }
}
