package org.emailflow.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The files of one or more folders, one after the other, each read as it is asked for: a folder of
 * a million files costs no more memory than one of ten. The order is the file system's. Dot-files
 * are passed over. What arrives while the stream is read may be in it or not; what leaves may be in
 * it still, so whoever takes a file must expect that it is gone.
 *
 * <p>Several threads may share one stream: each file is handed out once.
 */
public final class FolderStream implements Closeable {

  private final Queue<Path> folders;
  private final boolean lenient;
  private DirectoryStream<Path> open;
  private Iterator<Path> files = Collections.emptyIterator();
  private Path turnedTo;
  private Path ahead;

  private FolderStream(List<Path> folders, boolean lenient) {
    this.folders = new ArrayDeque<>(folders);
    this.lenient = lenient;
  }

  static FolderStream of(Path... folders) {
    return new FolderStream(List.of(folders), false);
  }

  /** As {@link #of}; a folder that is gone is an empty one. */
  static FolderStream ifThere(Path folder) {
    return new FolderStream(List.of(folder), true);
  }

  /** Whether nothing is left. Reads no further than one file. */
  public synchronized boolean isEmpty() {
    if (ahead == null) {
      ahead = read();
    }
    return ahead == null;
  }

  /** The next file, or empty at the end. */
  public synchronized Optional<Path> next() {
    Optional<Path> next = isEmpty() ? Optional.empty() : Optional.of(ahead);
    ahead = null;
    return next;
  }

  private Path read() {
    while (hasNext()) {
      Path file = files.next();
      if (!file.getFileName().toString().startsWith(".")) {
        return file;
      }
    }
    return null;
  }

  private boolean hasNext() {
    while (!filesLeft()) {
      Path folder = folders.poll();
      if (folder == null) {
        return false;
      }
      turnTo(folder);
    }
    return true;
  }

  private boolean filesLeft() {
    try {
      return files.hasNext();
    } catch (DirectoryIteratorException e) {
      throw SpoolException.of("read", turnedTo, e.getCause());
    }
  }

  @SuppressWarnings("StreamResourceLeak") // kept open on purpose, until the next turn or close()
  private void turnTo(Path folder) {
    try {
      letGo();
      turnedTo = folder;
      open = Files.newDirectoryStream(folder);
      files = open.iterator();
    } catch (NoSuchFileException e) {
      if (!lenient) {
        throw SpoolException.of("read", folder, e);
      }
    } catch (IOException e) {
      throw SpoolException.of("read", folder, e);
    }
  }

  /** Lets go of the folder that is open; the stream is at its end afterwards. */
  @Override
  public synchronized void close() {
    folders.clear();
    ahead = null;
    letGo();
  }

  private void letGo() {
    files = Collections.emptyIterator();
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        open = null;
      }
    }
  }
}
