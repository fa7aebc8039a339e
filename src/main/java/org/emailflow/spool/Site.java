package org.emailflow.spool;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Path;

/**
 * One spool on one disk, with its failpoints: what the classes of this room share.
 *
 * @param root the spool's real path
 * @param disk what changes it
 * @param failpoints told of each step
 */
record Site(Path root, Disk disk, Failpoints failpoints) {

  Path at(Folder folder) {
    return root.resolve(folder.path());
  }

  Path at(Folder folder, String name) {
    return at(folder).resolve(name);
  }

  void reach(Step step) {
    failpoints.reach(step);
  }

  /** Makes a folder's names durable. */
  void sync(Path folder) {
    try {
      disk.syncFolder(folder);
    } catch (IOException e) {
      throw SpoolException.of("sync", folder, e);
    }
  }

  /** What a rename's error means, with the spool's one rule about disks in mind. */
  SpoolException moveFailed(Path from, Path to, IOException e) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof AtomicMoveNotSupportedException || text.contains("another file system")) {
      return new SpoolException.Configuration(
          "cannot move " + from + " to " + to + ": keep the whole spool on one file system", e);
    }
    return SpoolException.of("move " + from + " to", to, e);
  }
}
