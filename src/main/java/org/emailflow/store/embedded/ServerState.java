package org.emailflow.store.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import org.emailflow.store.Login;

/**
 * What the processes that share a server must know of it, in one file of mode 0600, replaced as a
 * whole. The passwords are made once and told to the server at each start, so that losing the file
 * costs nothing but a restart.
 */
final class ServerState {

  private static final String[] USERS = {"efm_admin", "efm", "efm_report"};

  private final Path file;
  private final Properties values;

  private ServerState(Path file, Properties values) {
    this.file = file;
    this.values = values;
  }

  static ServerState load(Path folder) throws IOException {
    Path file = folder.resolve("server.properties");
    Properties values = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        values.load(reader);
      }
    }
    ServerState state = new ServerState(file, values);
    SecureRandom random = new SecureRandom();
    for (String user : USERS) {
      byte[] password = new byte[16];
      random.nextBytes(password);
      values.putIfAbsent(user, HexFormat.of().formatHex(password));
    }
    return state;
  }

  Login admin() {
    return login(USERS[0]);
  }

  Login worker() {
    return login(USERS[1]);
  }

  Login report() {
    return login(USERS[2]);
  }

  private Login login(String user) {
    return new Login("jdbc:mariadb://127.0.0.1:" + port() + "/efm", user, values.getProperty(user));
  }

  /** 0 before the first start. */
  int port() {
    return number("port");
  }

  void port(int port) throws IOException {
    set("port", port);
  }

  /** The number of the last migration, 0 before the first. */
  int schema() {
    return number("schema");
  }

  void schema(int version) throws IOException {
    set("schema", version);
  }

  /**
   * What the server runs at each start before it takes connections: our users, and none that the
   * installation made. Passwords are hexadecimal digits, so nothing is quoted wrongly.
   */
  String init() {
    StringBuilder sql = new StringBuilder();
    for (String user : USERS) {
      String account = "'" + user + "'@'127.0.0.1'";
      String password = " IDENTIFIED BY '" + values.getProperty(user) + "';\n";
      sql.append("CREATE USER IF NOT EXISTS ").append(account).append(password);
      sql.append("ALTER USER ").append(account).append(password);
    }
    return sql
        + "GRANT ALL PRIVILEGES ON *.* TO 'efm_admin'@'127.0.0.1' WITH GRANT OPTION;\n"
        + "DELETE FROM mysql.global_priv WHERE user = '';\nFLUSH PRIVILEGES;\n"
        + "DROP DATABASE IF EXISTS test;\n"
        + "CREATE DATABASE IF NOT EXISTS efm CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\n";
  }

  private int number(String name) {
    return Integer.parseInt(values.getProperty(name, "0"));
  }

  private void set(String name, int value) throws IOException {
    values.setProperty(name, String.valueOf(value));
    Path next = file.resolveSibling("server.properties.new");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Writer writer = Files.newBufferedWriter(next)) {
      values.store(writer, "The embedded MariaDB of this folder");
    }
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
