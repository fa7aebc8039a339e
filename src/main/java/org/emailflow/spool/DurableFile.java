package org.emailflow.spool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a small file so that a reader, and whoever comes after a power cut, finds all of it or
 * nothing: a dot-file beside it is written and synced, then renamed, then the folder is synced. The
 * mode is the file's from its first byte on, so that a secret is never readable in between.
 *
 * <p>For the keys, reports and whatever else is no mail; mail goes through {@link Owner}.
 */
public final class DurableFile {

  private final Disk disk;

  DurableFile(Disk disk) {
    this.disk = disk;
  }

  /**
   * Makes a file that must not be there yet.
   *
   * @throws SpoolException.Taken if it is; nothing was replaced
   */
  public static void create(Path file, byte[] bytes, Set<PosixFilePermission> mode) {
    try {
      new DurableFile(new LocalDisk()).write(file, bytes, mode);
    } catch (FileAlreadyExistsException e) {
      throw new SpoolException.Taken(file + " exists; nothing was replaced", e);
    } catch (IOException e) {
      throw SpoolException.of("write", file, e);
    }
  }

  /** Makes a file, or puts a new one in the place of the one that is there. */
  public static void replace(Path file, byte[] bytes, Set<PosixFilePermission> mode) {
    LocalDisk disk = new LocalDisk();
    try {
      new DurableFile(disk).write(file, bytes, mode, disk::replace);
    } catch (IOException e) {
      throw SpoolException.of("write", file, e);
    }
  }

  /** Makes a file; {@link FileAlreadyExistsException} if its name is taken. */
  void write(Path file, byte[] bytes, Set<PosixFilePermission> mode) throws IOException {
    write(file, bytes, mode, disk::put);
  }

  private void write(Path file, byte[] bytes, Set<PosixFilePermission> mode, Rename rename)
      throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try (OutputStream out = disk.create(temporary, mode)) {
      out.write(bytes);
    } catch (IOException e) {
      throw discarded(temporary, e);
    }
    try {
      disk.syncFile(temporary);
      rename.rename(temporary, file);
    } catch (IOException e) {
      throw discarded(temporary, e);
    }
    disk.syncFolder(file.toAbsolutePath().getParent());
  }

  private IOException discarded(Path temporary, IOException why) {
    try {
      disk.delete(temporary);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
    return why;
  }

  @FunctionalInterface
  private interface Rename {
    void rename(Path from, Path to) throws IOException;
  }
}
