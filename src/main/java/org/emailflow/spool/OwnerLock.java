package org.emailflow.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock that says that an owner lives: an exclusive lock on {@code .lock} in its folder, which
 * the kernel lets go of when the process ends, however it ends.
 *
 * <p>POSIX locks belong to the process, not to the descriptor: closing <em>any</em> descriptor of a
 * file drops the process's lock on it. A second look at a lock that this process holds would thus
 * lose it, without an error. So no {@code .lock} is opened while this JVM has it open, whichever
 * {@link Spool} asks; {@link #OPEN} knows which these are. It is static because the thing it
 * mirrors, the kernel's table, is the process's too.
 */
final class OwnerLock implements Closeable {

  static final String FILE = ".lock";

  private static final String STOP = "stop";
  private static final String NOTE = "note ";
  private static final String BOOT = bootId();

  /** Some thousand words; an owner leaves a few dozen at the most. */
  private static final int MOST = 64 * 1024;

  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private OwnerLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks the owner's folder {@code path}, making its {@code .lock} where it is not.
   *
   * @return empty if another holds it, or the folder is gone
   */
  static Optional<OwnerLock> tryTake(Path path) throws IOException {
    return tryTake(
        path.resolve(FILE),
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Writes down in which boot the owner began. */
  void begin() throws IOException {
    append("boot " + BOOT);
  }

  /** Writes down that no message is to blame if the owner ends now; after a close, nothing. */
  void stopping() {
    appendIfOpen(STOP);
  }

  /** Writes down a word for whoever takes over; after a close, nothing. */
  void note(String word) {
    appendIfOpen(NOTE + word);
  }

  private synchronized void appendIfOpen(String line) {
    try {
      if (channel.isOpen()) {
        append(line);
      }
    } catch (IOException e) {
      throw SpoolException.of("write", file, e);
    }
  }

  /** Whether the owner began in this boot and left no word that no message is to blame. */
  boolean diedUnasked() throws IOException {
    List<String> lines = lines();
    return lines.contains("boot " + BOOT) && !lines.contains(STOP);
  }

  /** The last word that was left. */
  Optional<String> lastNote() throws IOException {
    return lines().stream()
        .filter(line -> line.startsWith(NOTE))
        .reduce((earlier, later) -> later)
        .map(line -> line.substring(NOTE.length()));
  }

  private List<String> lines() throws IOException {
    ByteBuffer text = ByteBuffer.allocate((int) Math.min(MOST, channel.size()));
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), US_ASCII).lines().toList();
  }

  private void append(String line) throws IOException {
    channel.write(ByteBuffer.wrap((line + "\n").getBytes(US_ASCII)), channel.size());
  }

  /** Whether nobody holds the folder {@code path}. False if it is gone. */
  static boolean isFree(Path path) throws IOException {
    Path file = path.resolve(FILE);
    if (!Files.exists(file, NOFOLLOW_LINKS)) {
      return Files.isDirectory(path, NOFOLLOW_LINKS) && !OPEN.contains(file);
    }
    Optional<OwnerLock> lock = tryTake(file, Set.of(StandardOpenOption.WRITE));
    if (lock.isPresent()) {
      lock.get().close();
    }
    return lock.isPresent();
  }

  private static Optional<OwnerLock> tryTake(Path file, Set<OpenOption> how) throws IOException {
    if (!OPEN.add(file)) {
      return Optional.empty();
    }
    boolean taken = false;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, how);
      taken = channel.tryLock() != null && isStillThere(file);
      return taken ? Optional.of(new OwnerLock(file, channel)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } finally {
      if (!taken) {
        letGo(file, channel);
      }
    }
  }

  /**
   * Whoever held the lock before may have left while we waited at the door: the folder moves away
   * before its lock is let go of, so then there is nothing at this path.
   */
  private static boolean isStillThere(Path file) {
    return Files.exists(file, NOFOLLOW_LINKS);
  }

  /** A new one each time the machine starts; empty where the kernel has none to tell. */
  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), US_ASCII).strip();
    } catch (IOException e) {
      return ""; // no Linux: then every boot looks like this one, and no more is lost than a
      // reboot's grace
    }
  }

  private static void letGo(Path file, FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      OPEN.remove(file);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    letGo(file, channel);
  }
}
