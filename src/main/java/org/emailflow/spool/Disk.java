package org.emailflow.spool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Every change that the spool makes to a file system, and every promise that it asks of one;
 * reading goes past it. It is an interface so that a model can stand in for {@link LocalDisk}, one
 * that remembers what was synced and shows the states that a power cut may leave.
 *
 * <p>A change is durable only when the file and the folder that names it are synced. Errors are
 * those of {@code java.nio.file}, each with its path.
 */
interface Disk {

  /** Of files with mail in them, or words about it: the group may read, nobody else. */
  Set<PosixFilePermission> MAIL = PosixFilePermissions.fromString("rw-r-----");

  /** Makes one folder, mode 0750 less the umask. */
  void makeFolder(Path folder) throws IOException;

  /** Makes a file that was not there and opens it, unbuffered. The mode is exact from the start. */
  OutputStream create(Path file, Set<PosixFilePermission> mode) throws IOException;

  /**
   * Renames a file that others may be taking too, into a folder that only the caller writes: one
   * taker wins, the others see {@link java.nio.file.NoSuchFileException}. Never replaces.
   */
  void take(Path from, Path to) throws IOException;

  /**
   * Renames a file that only the caller holds, into a folder that others write too. Never replaces:
   * {@link java.nio.file.FileAlreadyExistsException}, and both files stay. A target that is this
   * very file under its second name is the trace of a cut {@code put}, which is then completed.
   */
  void put(Path from, Path to) throws IOException;

  /** Renames over whatever is there, at once. Not for mail. */
  void replace(Path from, Path to) throws IOException;

  /** Removes a file or an empty folder. */
  void delete(Path path) throws IOException;

  /** Makes a folder's names durable. */
  void syncFolder(Path folder) throws IOException;

  /** Makes a file's bytes durable. */
  void syncFile(Path file) throws IOException;

  /**
   * How a batch of files below {@code root} is made durable. Open it before the first of them is
   * written: it reports the write errors that happen from then on.
   */
  Durability durability(Path root) throws IOException;
}
