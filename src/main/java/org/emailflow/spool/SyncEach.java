package org.emailflow.spool;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One fsync a file, in parallel, then one a folder. The file system can then write many journal
 * entries as one; in sequence each would wait for its own. For disks shared with heavy writers,
 * whose bytes {@link SyncFs} would have to wait for, and for systems that lack syncfs.
 */
final class SyncEach implements Durability {

  private static final int THREADS = 16;

  private final Disk disk;

  SyncEach(Disk disk) {
    this.disk = disk;
  }

  @Override
  public void sync(Collection<Path> files, Collection<Path> folders) throws IOException {
    if (!files.isEmpty()) {
      ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, files.size()));
      try {
        syncAll(threads, files);
      } finally {
        threads.shutdown();
      }
    }
    for (Path folder : folders) {
      disk.syncFolder(folder);
    }
  }

  private void syncAll(ExecutorService threads, Collection<Path> files) throws IOException {
    List<Callable<Void>> syncs = new ArrayList<>(files.size());
    for (Path file : files) {
      syncs.add(
          () -> {
            disk.syncFile(file);
            return null;
          });
    }
    try {
      for (Future<Void> sync : threads.invokeAll(syncs)) {
        sync.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("stopped while syncing").initCause(e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  @Override
  public void close() {}
}
