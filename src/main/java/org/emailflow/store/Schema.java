package org.emailflow.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Makes the database and brings it up to date: what {@code efm init} does. Each method may be
 * called again at any time.
 *
 * <p>Migrations are the files of {@code sql/migration}, in the order of their numbers, applied by
 * Flyway; nothing in the program applies them by itself but the demo and the embedded default.
 */
public final class Schema {

  /** The number of the last migration: a database that has fewer is too old for this program. */
  public static final int VERSION = 3;

  private static final String HISTORY = "flyway_schema_history";

  private final Login admin;

  /**
   * The admin may create tables, views and procedures in the database, and the database itself if
   * there is none.
   */
  public Schema(Login admin) {
    if (!admin.database().matches("[A-Za-z0-9_$-]{1,64}")) {
      throw StoreException.config(
          "the database URL must end in the name of a database: " + admin.url(), null);
    }
    this.admin = admin;
  }

  /**
   * Creates the database if it is missing, and migrates it. Returns how many migrations it took.
   */
  public int migrate() {
    create();
    try {
      return flyway().migrate().migrationsExecuted;
    } catch (FlywayException e) {
      throw failure(e);
    }
  }

  /**
   * Tells the stored procedures what the configuration says of addresses.
   *
   * @param settings by name: {@code service-prefix}, {@code user-prefix}, {@code bounce-prefix},
   *     {@code domain}
   */
  public void configure(Map<String, String> settings) {
    try (Connection connection = Database.connect(admin);
        PreparedStatement replace =
            connection.prepareStatement("REPLACE INTO setting (name, value) VALUES (?, ?)")) {
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        replace.setString(1, setting.getKey());
        replace.setString(2, setting.getValue());
        replace.execute();
      }
    } catch (SQLException e) {
      throw Failures.of(e, admin);
    }
  }

  /** What {@link #configure} told them last; for a login that may read it. */
  public static Map<String, String> settings(Login login) {
    Map<String, String> settings = new HashMap<>();
    try (Connection connection = Database.connect(login);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT name, value FROM setting")) {
      while (row.next()) {
        settings.put(row.getString(1), row.getString(2));
      }
      return settings;
    } catch (SQLException e) {
      throw Failures.of(e, login);
    }
  }

  /**
   * Gives the worker and the reporter what they need and no more; makes them if they are missing
   * and the admin may.
   */
  public void grant(Login worker, Login report) {
    new Grants(admin).worker(worker).report(report);
  }

  /** Whether a login finds the schema as this program needs it. */
  public static void check(Login login) {
    try (Connection connection = Database.connect(login)) {
      check(connection, login);
    } catch (SQLException e) {
      throw Failures.of(e, login);
    }
  }

  /** One statement: the number of the newest migration. */
  static void check(Connection connection, Login login) throws SQLException {
    int version = 0;
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT MAX(CAST(version AS UNSIGNED)) FROM " + HISTORY + " WHERE success")) {
      version = row.next() ? row.getInt(1) : 0;
    }
    if (version < VERSION) {
      throw StoreException.config(
          "database ("
              + login
              + "): its schema is number "
              + version
              + ", this program needs "
              + VERSION
              + "; run `efm init`",
          null);
    }
  }

  /**
   * First asks whether it is there: an admin without the right to create databases is then enough.
   */
  private void create() {
    if (exists()) {
      return;
    }
    try (Connection connection = Database.connect(admin.withoutDatabase());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE DATABASE IF NOT EXISTS `"
              + admin.database()
              + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
    } catch (SQLException e) {
      throw Failures.of(e, admin);
    }
  }

  /**
   * Whether there is such a database. A user without rights cannot tell: to that one the server
   * says the same of a database that is not there as of one that it may not use.
   */
  public boolean exists() {
    try {
      Database.connect(admin).close();
      return true;
    } catch (SQLException e) {
      if (e.getErrorCode() == 1049) {
        return false;
      }
      throw Failures.of(e, admin);
    }
  }

  private Flyway flyway() {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(admin.url(), admin.user(), admin.password())
        .locations("classpath:sql/migration")
        .table(HISTORY)
        .load();
  }

  private StoreException failure(FlywayException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Failures.of(sql, admin);
      }
    }
    String line = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    return StoreException.config("database (" + admin + "): the migration failed: " + line, e);
  }
}
