package org.emailflow.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who uses the server: a file for each share, locked as long as its process lives. The kernel takes
 * the lock back when a process dies, however it dies, which no count in a file would.
 *
 * <p>A file each, and not shared locks on one: locks of one process on one file do not add up, and
 * closing any channel to a file gives up all of them. For the same reason this process's own files
 * are known by their names and never opened to look. Every method is called under the start lock.
 */
final class Users {

  private final Path file;
  private final FileChannel channel;

  private Users(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static Users register(Path folder) throws IOException {
    Folders.makePrivate(folder);
    Path file = Files.createTempFile(folder, thisProcess(), ".lock");
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IOException("another process has locked " + file);
    }
    return new Users(file, channel);
  }

  void leave() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  /** Whether nobody is left; clears away the files of the dead. */
  boolean nobody() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(file.getParent())) {
      files = all.toList();
    }
    for (Path other : files) {
      if (other.getFileName().toString().startsWith(thisProcess()) || alive(other)) {
        return false;
      }
      Files.delete(other);
    }
    return true;
  }

  private static boolean alive(Path other) throws IOException {
    try (FileChannel channel = FileChannel.open(other, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    }
  }

  /** With the time of its start, because process ids are used again. */
  private static String thisProcess() {
    ProcessHandle self = ProcessHandle.current();
    long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return self.pid() + "-" + started + "-";
  }
}
