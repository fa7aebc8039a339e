package org.emailflow.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.emailflow.store.Login;
import org.emailflow.store.Schema;
import org.emailflow.store.StoreException;

/**
 * A share in the server of one folder: it runs as long as anyone, in this process or another, holds
 * a share.
 *
 * <p>Promises: a server that is running is found and used; one that was killed is started again,
 * and InnoDB recovers what was committed; the schema is there and up to date. A process that dies
 * without {@link #close} leaves the server to the next one. The server is in a session of its own,
 * so that Ctrl-C in a terminal does not reach it while a command still writes. It listens on the
 * loopback interface only, with random passwords that stand in a file of mode 0600.
 *
 * <p>Fails with {@link StoreException}: CONFIG where the set-up must change (no binaries, a missing
 * library, a folder without rights), else TEMPORARY.
 */
public final class EmbeddedServer implements AutoCloseable {

  private final Path folder;
  private final Users users;
  private final ServerState state;
  private boolean closed;

  private EmbeddedServer(Path folder, Users users, ServerState state) {
    this.folder = folder;
    this.users = users;
    this.state = state;
  }

  /**
   * Finds or starts the server of a folder, which is made if it is missing.
   *
   * @param say told in plain lines about what takes long the first time
   */
  public static EmbeddedServer acquire(Path folder, Consumer<String> say) {
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      Folders.makePrivate(absolute);
      return locked(absolute, () -> start(absolute, say));
    } catch (IOException e) {
      throw StoreException.config(
          "the embedded database cannot use "
              + absolute
              + ": "
              + e
              + "; check rights and space, or configure [database]",
          e);
    }
  }

  private static EmbeddedServer start(Path folder, Consumer<String> say) throws IOException {
    Users users = Users.register(folder.resolve("users"));
    try {
      ServerState state = ServerState.load(folder);
      ServerProcess process = new ServerProcess(folder, state);
      if (!process.find()) {
        Path base = new Binaries(folder, System.getenv(), say).find();
        Installation.install(folder, base, say);
        process.start(base);
      }
      upgrade(state);
      return new EmbeddedServer(folder, users, state);
    } catch (IOException | RuntimeException e) {
      users.leave();
      throw e;
    }
  }

  /**
   * The number of the schema stands in the state file, so that a command that finds it right asks
   * the server nothing.
   */
  private static void upgrade(ServerState state) throws IOException {
    if (state.schema() != Schema.VERSION) {
      Schema schema = new Schema(state.admin());
      schema.migrate();
      schema.grant(state.worker(), state.report());
      state.schema(Schema.VERSION);
    }
  }

  public Login admin() {
    return state.admin();
  }

  public Login worker() {
    return state.worker();
  }

  public Login report() {
    return state.report();
  }

  /**
   * Gives the share back; stops the server if it was the last, and returns when it is gone. May be
   * called from a shutdown hook.
   */
  @Override
  public void close() {
    try {
      locked(
          folder,
          () -> {
            if (!closed) {
              closed = true;
              users.leave();
              if (users.nobody()) {
                new ServerProcess(folder, state).stop();
              }
            }
            return null;
          });
    } catch (IOException e) {
      throw StoreException.temporary(
          "the embedded database in " + folder + " was not stopped: " + e, e);
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  /**
   * One at a time: between processes by the file's lock, and in this process by the class's
   * monitor, because file locks are held by the process as a whole (and all of them go when any one
   * of its channels to that file is closed).
   */
  private static <T> T locked(Path folder, Work<T> work) throws IOException {
    synchronized (EmbeddedServer.class) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("start.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid() || !Files.isDirectory(folder)) {
          throw new IOException("the folder vanished");
        }
        return work.run();
      }
    }
  }
}
