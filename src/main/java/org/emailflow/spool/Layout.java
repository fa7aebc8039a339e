package org.emailflow.spool;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folders of a spool as a whole: made by {@code efm init}, looked over at each start. */
final class Layout {

  private Layout() {}

  /** Makes what is missing, parents too, and syncs what it made. */
  static void create(Path root, Disk disk) {
    make(root.toAbsolutePath(), disk);
    for (Folder folder : Folder.values()) {
      make(root.toAbsolutePath().resolve(folder.path()), disk);
    }
  }

  private static void make(Path folder, Disk disk) {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      make(parent, disk);
    }
    try {
      disk.makeFolder(folder);
      disk.syncFolder(folder.toAbsolutePath().getParent());
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw new SpoolException.Configuration(
            "cannot make " + folder + ": a file has that name; move it away", e);
      }
    } catch (IOException e) {
      throw cannotMake(folder, e);
    }
  }

  private static SpoolException cannotMake(Path folder, IOException e) {
    SpoolException reason = SpoolException.of("make", folder, e);
    return reason instanceof SpoolException.Temporary
        ? reason
        : new SpoolException.Configuration(
            "cannot make "
                + folder
                + ": make "
                + folder.getParent()
                + " writable for user "
                + SpoolException.user(),
            e);
  }

  /**
   * Whether all is as {@link #create} leaves it.
   *
   * @return the root's real path
   */
  static Path check(Path root) {
    try {
      if (!Files.isDirectory(root)) {
        throw missing(root);
      }
      Path real = root.toRealPath();
      Object device = device(real);
      for (Folder folder : Folder.values()) {
        check(real.resolve(folder.path()), device);
      }
      return real;
    } catch (IOException e) {
      throw SpoolException.of("open", root, e);
    }
  }

  private static void check(Path folder, Object device) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw missing(folder);
    }
    if (!Files.isReadable(folder) || !Files.isWritable(folder) || !Files.isExecutable(folder)) {
      throw new SpoolException.Configuration(
          "no rights on "
              + folder
              + ": make it readable and writable for user "
              + SpoolException.user(),
          null);
    }
    if (!device(folder).equals(device)) {
      throw new SpoolException.Configuration(
          folder + " is on another file system; keep the whole spool on one", null);
    }
  }

  private static Object device(Path folder) throws IOException {
    return Files.getAttribute(folder, "unix:dev");
  }

  private static SpoolException missing(Path folder) {
    return new SpoolException.Configuration("no folder " + folder + ": run efm init", null);
  }
}
