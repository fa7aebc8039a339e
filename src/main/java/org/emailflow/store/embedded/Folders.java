package org.emailflow.store.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Folders that are ours alone. */
final class Folders {

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private Folders() {}

  /**
   * Makes the folder, for its owner alone, and what is missing above it. One that is there stays as
   * it is.
   */
  static void makePrivate(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.getParent());
      Files.createDirectories(folder, PRIVATE);
    }
  }

  /**
   * Whether it belongs to this process's user and nobody else may write to it: else somebody could
   * have put a program there.
   */
  static boolean trusted(Path folder) throws IOException {
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
    return Files.getAttribute(folder, "unix:uid").equals(uid())
        && !rights.contains(PosixFilePermission.GROUP_WRITE)
        && !rights.contains(PosixFilePermission.OTHERS_WRITE);
  }

  static Object uid() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
