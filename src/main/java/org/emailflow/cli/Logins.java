package org.emailflow.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.emailflow.config.Config;
import org.emailflow.store.Login;
import org.emailflow.store.Schema;
import org.emailflow.store.embedded.EmbeddedServer;

/**
 * As whom to go to which database: the configured server, or the embedded one, which is started
 * when the first login is asked for and left when the command ends.
 *
 * <p>The embedded one brings its tables up to date by itself when it starts; a configured server is
 * migrated by {@code efm init} alone.
 */
final class Logins implements AutoCloseable {
  private final Config config;
  private final Consumer<String> say;
  private EmbeddedServer embedded;

  /**
   * @param say told in plain lines about what takes long the first time
   */
  Logins(Config config, Consumer<String> say) {
    this.config = config;
    this.say = say;
  }

  boolean isEmbedded() {
    return config.database().isEmpty();
  }

  Path embeddedFolder() {
    return config.spool().resolve("db");
  }

  Login worker() {
    return config
        .database()
        .map(db -> login(db.url(), db.worker()))
        .orElseGet(() -> embedded().worker());
  }

  Login admin() {
    return config
        .database()
        .map(db -> login(db.url(), db.admin()))
        .orElseGet(() -> embedded().admin());
  }

  Login report() {
    return config
        .database()
        .map(db -> login(db.url(), db.report()))
        .orElseGet(() -> embedded().report());
  }

  /** Brings the tables up to date and gives the users their rights; how many migrations it took. */
  int migrate(Map<String, String> settings) {
    return migrate(admin(), worker(), report(), settings);
  }

  private static int migrate(
      Login admin, Login worker, Login report, Map<String, String> settings) {
    Schema schema = new Schema(admin);
    int migrations = schema.migrate();
    schema.configure(settings);
    if (!worker.user().equals(admin.user())) {
      schema.grant(worker, report);
    }
    return migrations;
  }

  private static Login login(String url, org.emailflow.config.Database.Login login) {
    return new Login(url, login.user(), login.password().reveal());
  }

  private EmbeddedServer embedded() {
    if (embedded == null) {
      embedded = EmbeddedServer.acquire(embeddedFolder(), say);
    }
    return embedded;
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
      embedded = null;
    }
  }
}
