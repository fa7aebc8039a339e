package org.emailflow.spool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.commons.io.output.ProxyOutputStream;

/** A real disk that writes down what it is asked for, in order, and fails where it is told to. */
final class FakeDisk implements Disk {

  /** What was done: {@code sync done}, {@code put x}… by the last name of each path. */
  final List<String> log = Collections.synchronizedList(new ArrayList<>());

  volatile String writesFail;
  volatile String syncsFail;

  private final Disk real;

  FakeDisk(Disk real) {
    this.real = real;
  }

  private void note(String what, Path path) {
    log.add(what + " " + path.getFileName());
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    note("mkdir", folder);
    real.makeFolder(folder);
  }

  @Override
  public OutputStream create(Path file, Set<PosixFilePermission> mode) throws IOException {
    note("create", file);
    return new ProxyOutputStream(real.create(file, mode)) {
      @Override
      protected void beforeWrite(int n) throws IOException {
        fail(writesFail);
      }
    };
  }

  private static void fail(String message) throws IOException {
    if (message != null) {
      throw new IOException(message);
    }
  }

  @Override
  public void take(Path from, Path to) throws IOException {
    note("take", to);
    real.take(from, to);
  }

  @Override
  public void put(Path from, Path to) throws IOException {
    note("put", to);
    real.put(from, to);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    note("replace", to);
    real.replace(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    note("delete", path);
    real.delete(path);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    note("sync", folder);
    fail(syncsFail);
    real.syncFolder(folder);
  }

  @Override
  public void syncFile(Path file) throws IOException {
    note("sync", file);
    fail(syncsFail);
    real.syncFile(file);
  }

  @Override
  public Durability durability(Path root) throws IOException {
    Durability durability = real.durability(root);
    return new Durability() {
      @Override
      public void sync(Collection<Path> files, Collection<Path> folders) throws IOException {
        files.forEach(file -> note("sync", file));
        folders.forEach(folder -> note("sync", folder));
        fail(syncsFail);
        durability.sync(files, folders);
      }

      @Override
      public void close() throws IOException {
        log.add("close durability");
        durability.close();
      }
    };
  }
}
