package org.emailflow.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Makes a batch durable: {@link SyncFs} by one call for the whole file system, {@link SyncEach}
 * file by file.
 *
 * <p>A sync that failed must not be asked for again on the same files: Linux marks the pages that
 * it could not write as clean, so that the second call succeeds and the bytes are lost. Write new
 * files.
 */
interface Durability extends Closeable {

  /** Returns when all of these are on the disk, bytes and names. */
  void sync(Collection<Path> files, Collection<Path> folders) throws IOException;
}
