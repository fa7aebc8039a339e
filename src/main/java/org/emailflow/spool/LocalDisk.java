package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The machine's file system.
 *
 * <p>Renaming without replacing is renameat2(RENAME_NOREPLACE). Where the kernel or the file system
 * lacks it (NFS, some FUSE; ENOSYS or EINVAL) or JNA cannot be had, {@link #take} looks and then
 * renames, which is safe because only the caller writes the target folder; {@link #put} makes a
 * hard link, which never replaces, and removes the old name. Cut between the two, the file has two
 * names: the next {@code put} of it finds that and removes the old one.
 */
final class LocalDisk implements Disk {

  private static final Set<PosixFilePermission> FOLDER_MODE =
      PosixFilePermissions.fromString("rwxr-x---");

  private final Supplier<Optional<Libc>> loader;

  /**
   * One creates at a time. The kernel lets no two create in one folder anyway, and who waits there
   * burns a processor meanwhile: long, where an ext4 without a journal passes over what was lately
   * deleted to find a free inode.
   */
  private final Lock creating = new ReentrantLock();

  private Optional<Libc> libc;

  LocalDisk() {
    this(() -> Libc.load()); // a method reference would load the class here and now
  }

  /** With the C library from {@code loader}, asked for once, when first needed. */
  LocalDisk(Supplier<Optional<Libc>> loader) {
    this.loader = loader;
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER_MODE));
  }

  @Override
  public OutputStream create(Path file, Set<PosixFilePermission> mode) throws IOException {
    FileChannel channel = open(file, mode);
    try {
      Files.setPosixFilePermissions(file, mode); // the umask may have taken some away
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return Channels.newOutputStream(channel);
  }

  private FileChannel open(Path file, Set<PosixFilePermission> mode) throws IOException {
    creating.lock();
    try {
      return FileChannel.open(
          file, Set.of(CREATE_NEW, WRITE), PosixFilePermissions.asFileAttribute(mode));
    } finally {
      creating.unlock();
    }
  }

  @Override
  public void take(Path from, Path to) throws IOException {
    if (!renameNoReplace(from, to)) {
      lookThenRename(from, to);
    }
  }

  private synchronized void lookThenRename(Path from, Path to) throws IOException {
    if (Files.exists(to, NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void put(Path from, Path to) throws IOException {
    try {
      if (!renameNoReplace(from, to)) {
        link(from, to);
        Files.delete(from);
      }
    } catch (FileAlreadyExistsException e) {
      if (!isSame(from, to)) {
        throw e;
      }
      Files.delete(from);
    }
  }

  private static void link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      String reason =
          "no way to rename without replacing here; put the spool on ext4, xfs, btrfs or tmpfs";
      throw (IOException)
          new FileSystemException(from.toString(), to.toString(), reason).initCause(e);
    }
  }

  private static boolean isSame(Path from, Path to) throws IOException {
    try {
      return Files.isSameFile(from, to);
    } catch (NoSuchFileException e) {
      return false; // one of them left meanwhile: the caller's exception tells the story
    }
  }

  private boolean renameNoReplace(Path from, Path to) throws IOException {
    Optional<Libc> library = libc();
    return library.isPresent() && library.get().renameNoReplace(from, to);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    sync(folder);
  }

  @Override
  public void syncFile(Path file) throws IOException {
    sync(file);
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("cannot sync " + path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Durability durability(Path root) throws IOException {
    Optional<Libc> library = libc();
    return library.isPresent() && syncfsReports(System.getProperty("os.version"))
        ? new SyncFs(library.get(), root)
        : new SyncEach(this);
  }

  /** Whether syncfs tells of write errors: Linux 5.8 and later. */
  static boolean syncfsReports(String kernel) {
    String[] version = kernel.split("[^0-9]+", 3);
    if (version.length < 2 || version[0].isEmpty() || version[1].isEmpty()) {
      return false;
    }
    int major = Integer.parseInt(version[0]);
    return major > 5 || (major == 5 && Integer.parseInt(version[1]) >= 8);
  }

  private synchronized Optional<Libc> libc() {
    if (libc == null) {
      libc = loader.get();
    }
    return libc;
  }
}
