package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The owners that share one folder of claims, {@code work} or {@code queue/work}: who joins, who
 * has died, who takes over.
 *
 * <p>An owner exists when it holds the lock of its folder. Between making the folder and locking
 * it, a recovering process may come by and take it for a dead owner's; then the newcomer finds the
 * lock held or the folder gone, leaves it to the other, and begins again under a new name.
 */
final class Owners {

  private static final int TRIES = 16;

  private final Disk disk;
  private final Path base;
  private final OwnerNames names;

  Owners(Disk disk, Path base, OwnerNames names) {
    this.disk = disk;
    this.base = base;
    this.names = names;
  }

  /** A new owner, under a name that nobody ever had. */
  OwnerFolder enrol() {
    try {
      for (int i = 0; i < TRIES; i++) {
        Path path = base.resolve(names.next());
        disk.makeFolder(path);
        Optional<OwnerLock> lock = OwnerLock.tryTake(path);
        if (lock.isPresent()) {
          lock.get().begin();
          return new OwnerFolder(disk, path, lock.get());
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw new IllegalStateException("64 random bits came twice: " + e.getMessage(), e);
    } catch (IOException e) {
      throw SpoolException.of("enrol in", base, e);
    }
    throw new SpoolException.Temporary("cannot enrol in " + base + ": taken over each time", null);
  }

  /** Those whose lock is free. Folders that were left half removed are cleared away by the way. */
  List<String> abandoned() {
    List<String> abandoned = new ArrayList<>();
    try {
      look(abandoned);
    } catch (DirectoryIteratorException e) {
      throw SpoolException.of("read", base, e.getCause());
    } catch (IOException e) {
      throw SpoolException.of("read", base, e);
    }
    return abandoned;
  }

  private void look(List<String> abandoned) throws IOException {
    try (DirectoryStream<Path> owners = Files.newDirectoryStream(base)) {
      for (Path owner : owners) {
        String name = owner.getFileName().toString();
        if (name.startsWith(OwnerFolder.GONE)) {
          OwnerFolder.removeGone(disk, owner);
        } else if (!name.startsWith(".") && isDead(owner)) {
          abandoned.add(name);
        }
      }
    }
  }

  private static boolean isDead(Path owner) throws IOException {
    return Files.isDirectory(owner, NOFOLLOW_LINKS) && OwnerLock.isFree(owner);
  }

  /** Whether an owner, alive or dead, holds a file of that name. */
  boolean hold(String name) {
    try (FolderStream owners = FolderStream.of(base)) {
      for (Optional<Path> o = owners.next(); o.isPresent(); o = owners.next()) {
        if (Files.exists(o.get().resolve(name), NOFOLLOW_LINKS)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether that owner has its folder, alive or dead. */
  boolean exists(String name) {
    return Files.isDirectory(base.resolve(name), NOFOLLOW_LINKS);
  }

  /**
   * Takes a dead owner's lock.
   *
   * @param revive whether a folder that a power cut undid is made again, because other traces of
   *     that owner are left
   * @return empty if it lives, is gone, or another was quicker
   */
  Optional<OwnerFolder> takeOver(String name, boolean revive) {
    Path path = base.resolve(FileNames.checked(name));
    try {
      if (revive && !exists(name)) {
        makeFolder(path);
      }
      return OwnerLock.tryTake(path).map(lock -> new OwnerFolder(disk, path, lock));
    } catch (IOException e) {
      throw SpoolException.of("take over", path, e);
    }
  }

  private void makeFolder(Path path) throws IOException {
    try {
      disk.makeFolder(path);
    } catch (FileAlreadyExistsException e) {
      return; // another revives it too; the lock decides
    }
  }
}
