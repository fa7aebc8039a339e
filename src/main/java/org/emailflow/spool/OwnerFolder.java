package org.emailflow.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An owner's folder and the lock on it, held from enrolment or take-over until it is left.
 *
 * <p>An empty folder is left by moving it to a dot-name, which only then is emptied and removed: so
 * no other process ever finds a folder whose lock file is half gone. A crash in between leaves a
 * folder {@code .gone-…} of no value, which {@link Owners#abandoned} removes.
 */
final class OwnerFolder {

  static final String GONE = ".gone-";

  private final Disk disk;
  private final Path path;
  private final OwnerLock lock;
  private boolean left;

  OwnerFolder(Disk disk, Path path, OwnerLock lock) {
    this.disk = disk;
    this.path = path;
    this.lock = lock;
  }

  String name() {
    return path.getFileName().toString();
  }

  Path path() {
    return path;
  }

  /** The record of the owner that had it first. */
  OwnerLock lock() {
    return lock;
  }

  void stopping() {
    lock.stopping();
  }

  void note(String word) {
    lock.note(word);
  }

  FolderStream files() {
    return FolderStream.of(path);
  }

  /**
   * Lets go of the lock; removes the folder if it is empty.
   *
   * @param keep whether to keep an empty folder, too
   * @return whether the folder is gone
   */
  synchronized boolean leave(boolean keep) throws IOException {
    if (left) {
      return false;
    }
    left = true;
    try {
      return !keep && isEmpty() && remove();
    } finally {
      lock.close();
    }
  }

  private boolean isEmpty() {
    try (FolderStream files = files()) {
      return files.isEmpty();
    }
  }

  private boolean remove() throws IOException {
    Path gone = path.resolveSibling(GONE + name());
    disk.take(path, gone); // not put: a folder cannot be linked
    removeGone(disk, gone);
    return true;
  }

  /** Removes what a folder that was left still holds; it does not matter who else does so too. */
  static void removeGone(Disk disk, Path gone) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(gone)) {
      for (Path file : files) {
        disk.delete(file);
      }
      disk.delete(gone);
    } catch (NoSuchFileException e) {
      return; // another was quicker
    }
  }
}
