package org.emailflow.store.embedded;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.emailflow.store.Login;
import org.emailflow.store.StoreException;
import org.mariadb.jdbc.Driver;

/**
 * The server's process: found by its port and passwords, or by its pid file while it is still
 * starting; started in a session of its own; stopped by SHUTDOWN. Every method is called under the
 * start lock.
 */
final class ServerProcess {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TRIES = 3;

  private final Path folder;
  private final ServerState state;

  ServerProcess(Path folder, ServerState state) {
    this.folder = folder;
    this.state = state;
  }

  /**
   * Whether it runs; waits for one that has been started and does not answer yet. One that never
   * does (its starter was killed before it noted the port) is told to end, which loses nothing.
   */
  boolean find() throws IOException {
    if (state.port() == 0) {
      return false;
    }
    if (answers()) {
      return true;
    }
    Optional<ProcessHandle> process = process();
    if (process.isEmpty()) {
      return false;
    }
    boolean up = await(process.get());
    if (!up && process.get().destroy()) {
      end(process.get());
    }
    return up;
  }

  /**
   * Starts it and returns when it answers. A port that was taken meanwhile is exchanged for
   * another.
   */
  void start(Path base) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      state.port(freePort());
      Path init = init();
      long logged = logSize();
      boolean up = await(launch(base, init).toHandle());
      Files.delete(init);
      if (up) {
        return;
      }
      if (!logFrom(logged).contains("Bind on TCP/IP port")) {
        break;
      }
    }
    throw StoreException.temporary(
        "the embedded database does not start; its reasons are in " + folder.resolve("server.log"),
        null);
  }

  /** Stops it and returns when it is gone. */
  void stop() throws IOException {
    Optional<ProcessHandle> process = process();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    } catch (SQLException away) {
      process.ifPresent(ProcessHandle::destroy);
    }
    if (process.isPresent()) {
      end(process.get());
    }
  }

  private static void end(ProcessHandle process) throws IOException {
    if (!exited(process, PATIENCE)) {
      throw new IOException("MariaDB (process " + process.pid() + ") does not end");
    }
  }

  /** Whether it answered before it ended or patience did. */
  private boolean await(ProcessHandle process) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (answers()) {
        return true;
      }
      if (exited(process, Duration.ofMillis(50))) {
        return false;
      }
    }
    return false;
  }

  private boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(5);
    } catch (SQLException away) {
      return false;
    }
  }

  private Connection connect() throws SQLException {
    Login admin = state.admin();
    Properties options = new Properties();
    options.setProperty("user", admin.user());
    options.setProperty("password", admin.password());
    options.setProperty("connectTimeout", "5000");
    return new Driver().connect(admin.url(), options);
  }

  private Process launch(Path base, Path init) throws IOException {
    List<String> command = new ArrayList<>();
    setsid().ifPresent(command::add);
    command.addAll(arguments(base, init));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()))
        .start();
  }

  /**
   * Full durability; small buffers. The socket's name is relative (to the data folder), because a
   * path of more than 107 bytes fits in no socket address.
   */
  private List<String> arguments(Path base, Path init) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                base.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + folder.resolve("data"),
                "--tmpdir=" + folder.resolve("data"),
                "--pid-file=" + folder.resolve("server.pid"),
                "--init-file=" + init,
                "--socket=server.sock",
                "--bind-address=127.0.0.1",
                "--port=" + state.port(),
                "--skip-name-resolve",
                "--skip-ssl", // loopback only; else each start makes an RSA key, which takes from 1
                // to 20 seconds
                "--character-set-server=utf8mb4",
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=64M",
                "--innodb-log-file-size=48M",
                "--innodb-buffer-pool-dump-at-shutdown=OFF",
                "--innodb-buffer-pool-load-at-startup=OFF",
                "--performance-schema=OFF",
                "--aria-pagecache-buffer-size=8M",
                "--key-buffer-size=1M",
                "--max-connections=100",
                "--max-allowed-packet=64M"));
    if (Folders.uid().equals(0)) {
      arguments.add("--user=root");
    }
    return arguments;
  }

  private static Optional<String> setsid() {
    return List.of("/usr/bin/setsid", "/bin/setsid").stream()
        .filter(program -> Files.isExecutable(Path.of(program)))
        .findFirst();
  }

  private Path init() throws IOException {
    Path file = folder.resolve("init.sql");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, state.init());
  }

  /** Its process, if it is alive and really a MariaDB: pids are used again. */
  private Optional<ProcessHandle> process() throws IOException {
    Path file = folder.resolve("server.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String pid = Files.readString(file).strip();
    if (!pid.matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ProcessHandle::isAlive)
        .filter(
            process -> process.info().command().filter(c -> c.endsWith("mariadbd")).isPresent());
  }

  private static boolean exited(ProcessHandle process, Duration patience) throws IOException {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException running) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private long logSize() throws IOException {
    Path log = folder.resolve("server.log");
    return Files.exists(log) ? Files.size(log) : 0;
  }

  private String logFrom(long position) throws IOException {
    byte[] log = Files.readAllBytes(folder.resolve("server.log"));
    int from = (int) Math.min(position, log.length);
    return new String(log, from, log.length - from, StandardCharsets.UTF_8);
  }
}
