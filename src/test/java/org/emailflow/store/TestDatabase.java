package org.emailflow.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.emailflow.store.embedded.EmbeddedServer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh, migrated database for a test class, on the embedded server or on the one that the
 * environment names: {@code EFM_TEST_DATABASE_URL} ({@code jdbc:mariadb://127.0.0.1:3306/}), {@code
 * EFM_TEST_DATABASE_ADMIN}, {@code EFM_TEST_DATABASE_PASSWORD}. The embedded one is kept in {@code
 * target/test-db} between runs. Each database has users of its own; closing it drops them all.
 *
 * <pre>
 * &#64;RegisterExtension static final TestDatabase database = new TestDatabase();
 * try (Database db = Database.open(database.worker())) …
 * </pre>
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {

  private final String name = "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  private Optional<EmbeddedServer> embedded = Optional.empty();
  private Login server;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    open();
  }

  @Override
  public void afterAll(ExtensionContext context) throws SQLException {
    drop();
  }

  /** As a JUnit extension does before the first test; for tests that need one otherwise. */
  public void open() throws IOException {
    String url = System.getenv("EFM_TEST_DATABASE_URL");
    if (url == null) {
      Path folder = Path.of("target", "test-db");
      Files.createDirectories(folder);
      embedded = Optional.of(EmbeddedServer.acquire(folder, line -> {}));
      server = embedded.get().admin();
    } else {
      server =
          new Login(
              url,
              System.getenv().getOrDefault("EFM_TEST_DATABASE_ADMIN", "root"),
              System.getenv().getOrDefault("EFM_TEST_DATABASE_PASSWORD", ""));
    }
    Schema schema = new Schema(admin());
    schema.migrate();
    schema.grant(worker(), report());
  }

  /** As a JUnit extension does after the last test. */
  public void drop() throws SQLException {
    try (Connection connection = Database.connect(server.withoutDatabase());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + name);
      for (String user : List.of(worker().user(), report().user())) {
        statement.execute("DROP USER IF EXISTS '" + user + "'@'%'");
      }
    }
    embedded.ifPresent(EmbeddedServer::close);
  }

  /** May do everything. */
  public Login admin() {
    return login(server.user(), server.password());
  }

  /** May do what a sweep and the daily commands do. */
  public Login worker() {
    return login(name + "_w", "worker");
  }

  /** May read the reporting views. */
  public Login report() {
    return login(name + "_r", "report");
  }

  /** A login of that database for a user that the test makes. */
  public Login login(String user, String password) {
    return new Login(server.withoutDatabase().url() + name, user, password);
  }
}
