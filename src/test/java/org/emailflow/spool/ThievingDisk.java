package org.emailflow.spool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/** Locks the first folder that is made before its maker can. */
record ThievingDisk(Disk real, List<OwnerLock> stolen) implements Disk {

  @Override
  public void makeFolder(Path folder) throws IOException {
    real.makeFolder(folder);
    if (stolen.isEmpty()) {
      stolen.add(OwnerLock.tryTake(folder).orElseThrow());
    }
  }

  @Override
  public OutputStream create(Path file, Set<PosixFilePermission> mode) throws IOException {
    return real.create(file, mode);
  }

  @Override
  public void take(Path from, Path to) throws IOException {
    real.take(from, to);
  }

  @Override
  public void put(Path from, Path to) throws IOException {
    real.put(from, to);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    real.replace(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    real.delete(path);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    real.syncFolder(folder);
  }

  @Override
  public void syncFile(Path file) throws IOException {
    real.syncFile(file);
  }

  @Override
  public Durability durability(Path root) throws IOException {
    return real.durability(root);
  }
}
