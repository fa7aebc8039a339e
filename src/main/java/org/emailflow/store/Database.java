package org.emailflow.store;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteListenerProvider;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.mariadb.jdbc.Driver;

/**
 * One connection to MariaDB (10.11 or newer), made when it is first needed and again after it was
 * lost. Not thread-safe: each thread that works has its own.
 *
 * <p>The first use looks whether the schema is there and as new as this program; if not, it fails
 * as CONFIG and says {@code efm init}. Nothing is ever migrated here. Transactions are READ
 * COMMITTED: the codes and rows that another worker has just committed must be seen, and fewer gaps
 * are locked.
 *
 * <p>Tuned for a short life: the driver is called by name, because {@link java.sql.DriverManager}
 * would load every driver on the class path; jOOQ prints no banner and logs no statement.
 */
public final class Database implements AutoCloseable {

  private static final int CONNECT_MILLIS = 10_000;

  /** Longer than the server lets a statement wait for a lock (innodb_lock_wait_timeout, 50 s). */
  private static final int ANSWER_MILLIS = 90_000;

  private static final int TRIES = 4;

  private final Login login;
  private final ExecuteListener[] listeners;
  private Connection connection;
  private DSLContext jooq;

  private Database(Login login, ExecuteListener... listeners) {
    this.login = requireNonNull(login);
    this.listeners = listeners;
  }

  /** Does not connect yet. */
  public static Database open(Login login) {
    return new Database(login);
  }

  static Database open(Login login, ExecuteListener... listeners) {
    return new Database(login, listeners);
  }

  /** Connects, and looks whether the schema is as this program needs it. */
  public void check() {
    read(ctx -> Schema.VERSION);
  }

  /** Another connection to the same database, for another thread; the caller closes it. */
  public Database another() {
    return new Database(login, listeners);
  }

  /**
   * Begins the transaction of a batch; ends it before anything else is done here.
   *
   * @param owner the worker whose batch it is; it can be fenced
   */
  public Batch batch(Codes codes, String owner) {
    return new Batch(this, codes, owner);
  }

  /**
   * The driver, our way: no DriverManager; for {@link Schema} and the embedded server, which need
   * no jOOQ.
   */
  static Connection connect(Login login) throws SQLException {
    Properties options = new Properties();
    options.setProperty("user", login.user());
    options.setProperty("password", login.password());
    options.setProperty("connectTimeout", String.valueOf(CONNECT_MILLIS));
    options.setProperty("socketTimeout", String.valueOf(ANSWER_MILLIS));
    options.setProperty("transactionIsolation", "READ-COMMITTED");
    Connection connection = new Driver().connect(login.url(), options);
    if (connection == null) {
      throw new SQLException("the driver does not know this URL: " + login.url(), "08001");
    }
    return connection;
  }

  /** A transaction of its own: committed if the work returns, undone if it throws. */
  <T> T write(Function<DSLContext, T> work) {
    try {
      T result = run(work);
      commit();
      return result;
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
  }

  /**
   * As {@link #write}, for what only reads: the commit lets go of the tables, for a migration that
   * may be waiting.
   */
  <T> T read(Function<DSLContext, T> work) {
    return write(work);
  }

  /**
   * A block that is a transaction of its own and may be done twice: where another transaction was
   * in the way, it is tried again at once, a few times.
   */
  <T> T again(Function<DSLContext, T> block) {
    for (int left = TRIES - 1; ; left--) {
      try {
        return run(block);
      } catch (StoreException e) {
        rollback(); // a block that ends early leaves its transaction open
        if (left == 0 || !e.retryable()) {
          throw e;
        }
      }
    }
  }

  /** Work inside the open transaction. */
  <T> T run(Function<DSLContext, T> work) {
    try {
      return work.apply(jooq());
    } catch (DataAccessException e) {
      SQLException cause = e.getCause(SQLException.class);
      if (cause == null) {
        throw e;
      }
      throw failed(cause);
    }
  }

  /**
   * Whether a query has an answer; by the driver alone, because an idle sweep asks nothing else,
   * and loading jOOQ would take as long as all the rest of it.
   *
   * @param times its parameters
   */
  boolean any(String query, Instant... times) {
    try (PreparedStatement statement = connection().prepareStatement(query)) {
      for (int i = 0; i < times.length; i++) {
        LocalDateTime time = LocalDateTime.ofInstant(times[i].truncatedTo(MICROS), ZoneOffset.UTC);
        statement.setString(i + 1, time.toString());
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      rollback();
    }
  }

  private void commit() {
    try {
      if (connection != null) {
        connection.commit();
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Never fails: where the server cannot be told, the connection is dropped, and the server undoes
   * the transaction by itself.
   */
  void rollback() {
    try {
      if (connection != null) {
        connection.rollback();
      }
    } catch (SQLException e) {
      drop(e);
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      drop(null);
    }
  }

  private StoreException failed(SQLException e) {
    StoreException failure = Failures.of(e, login);
    if (Failures.noConnection(e)) {
      drop(e);
      return failure.whileConnected();
    }
    return failure;
  }

  private void drop(SQLException reason) {
    Connection gone = connection;
    connection = null;
    jooq = null;
    try {
      if (gone != null) {
        gone.close();
      }
    } catch (SQLException e) {
      if (reason != null) {
        reason.addSuppressed(e);
      }
    }
  }

  private DSLContext jooq() {
    if (jooq == null) {
      jooq = context(connection(), listeners);
    }
    return jooq;
  }

  private Connection connection() {
    if (connection == null) {
      try {
        connection = connect(login);
        connection.setAutoCommit(false);
        Schema.check(connection, login);
      } catch (SQLException e) {
        drop(e);
        throw Failures.of(e, login);
      } catch (StoreException e) {
        drop(null);
        throw e;
      }
    }
    return connection;
  }

  private static DSLContext context(Connection connection, ExecuteListener... listeners) {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    Settings settings =
        new Settings().withRenderSchema(false).withRenderCatalog(false).withExecuteLogging(false);
    DefaultConfiguration configuration = new DefaultConfiguration();
    configuration.set(SQLDialect.MARIADB);
    configuration.set(settings);
    configuration.set(connection);
    if (listeners.length > 0) {
      configuration.set(
          List.of(listeners).stream()
              .map(listener -> (ExecuteListenerProvider) () -> listener)
              .toArray(ExecuteListenerProvider[]::new));
    }
    return DSL.using(configuration);
  }
}
