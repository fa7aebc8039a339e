package org.emailflow.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.emailflow.config.Database.Login;

/**
 * The database users. A password comes from {@code password}, or {@code password-file}, or the
 * systemd credential {@code efm-database-password} (or {@code -admin-}, {@code -report-}), in this
 * order; none of them: the empty one.
 */
final class Logins {

  private final Values values;
  private final Variables environment;
  private final Findings findings;

  Logins(Values values, Variables environment, Findings findings) {
    this.values = values;
    this.environment = environment;
    this.findings = findings;
  }

  /** Empty where no server is named: the embedded one is used. */
  Optional<Database> database() {
    Optional<String> url = values.find(KeyTable.DATABASE_URL);
    Login worker = worker();
    Optional<Login> admin = admin();
    Optional<Login> report = report();
    if (!values.isSet(KeyTable.DATABASE_URL)) {
      refuseUsersOfNoServer();
    }
    return url.map(server -> new Database(server, worker, admin, report));
  }

  private Login worker() {
    return new Login(
        values.get(KeyTable.WORKER_USER),
        password(KeyTable.WORKER_PASSWORD, KeyTable.WORKER_PASSWORD_FILE, "efm-database-password"));
  }

  private Optional<Login> admin() {
    return other(
        KeyTable.ADMIN_USER,
        KeyTable.ADMIN_PASSWORD,
        KeyTable.ADMIN_PASSWORD_FILE,
        "efm-admin-password");
  }

  private Optional<Login> report() {
    return other(
        KeyTable.REPORT_USER,
        KeyTable.REPORT_PASSWORD,
        KeyTable.REPORT_PASSWORD_FILE,
        "efm-report-password");
  }

  private Optional<Login> other(
      Key<String> user, Key<Secret> password, Key<Path> passwordFile, String credential) {
    if (!values.isSet(user)) {
      String text = "a password without a user; set " + Setting.called(user.path());
      values.problem(password, text);
      values.problem(passwordFile, text);
      return Optional.empty();
    }
    Secret secret = password(password, passwordFile, credential);
    return values.find(user).map(name -> new Login(name, secret));
  }

  private Secret password(Key<Secret> password, Key<Path> passwordFile, String credential) {
    Optional<Setting> text = values.setting(password);
    Optional<Setting> file = values.setting(passwordFile);
    if (text.isPresent() && file.isPresent() && sameSource(text.get(), file.get())) {
      values.problem(passwordFile, "both a password and a password-file; keep one of them");
      return Secret.none();
    }
    boolean textWins = text.isPresent() && (file.isEmpty() || text.get().isEnvironment());
    if (textWins) {
      return values.find(password).orElse(Secret.none());
    }
    return file.isPresent() ? fromFile(passwordFile, file.get()) : fromCredential(credential);
  }

  private static boolean sameSource(Setting one, Setting other) {
    return one.isEnvironment() == other.isEnvironment();
  }

  private Secret fromFile(Key<Path> key, Setting setting) {
    Optional<Path> file = values.find(key);
    try {
      return file.map(this::content).orElse(Secret.none());
    } catch (ConfigException e) {
      findings.problem(setting, e.getMessage());
      return Secret.none();
    }
  }

  private Secret content(Path file) {
    Secret secret = secret(file);
    if (TextFile.isOpenToWorld(file)) {
      findings.warning(file + ": everyone may read this password; run chmod o= " + file);
    }
    return secret;
  }

  private Secret fromCredential(String name) {
    return environment
        .named("CREDENTIALS_DIRECTORY")
        .map(folder -> Path.of(folder, name))
        .filter(file -> !Files.notExists(file))
        .map(Logins::secret)
        .orElse(Secret.none());
  }

  /** The content without the newline that editors and {@code echo} leave at its end. */
  private static Secret secret(Path file) {
    String text = TextFile.read(file, "make it, or take its key away");
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return Secret.of(text.substring(0, end));
  }

  private void refuseUsersOfNoServer() {
    for (Key<?> key : KeyTable.all()) {
      if (key.name().startsWith("database.")) {
        values.problem(
            key,
            "a database user without a server; set "
                + Setting.called(KeyTable.DATABASE_URL.path()));
        if (values.isSet(key)) {
          return;
        }
      }
    }
  }
}
