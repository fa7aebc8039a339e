package org.emailflow.benchmark;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the disk allows at most, in messages a second: a bare loop that does with files what a relay
 * must, and nothing else.
 *
 * <p>For each message its file is read, a file of the same size is written and made durable,
 * renamed into a queue, that folder made durable, and the original put away. F1 does so for one
 * message after the other; F2 takes a batch at a time, with one syncfs(2) for all its files.
 */
final class Floors {
  private static final int BATCH = 128;
  private static final int THREADS = 16;

  /** How a batch is made durable. */
  enum Sync {
    /** Each file before the next is written. */
    EACH,
    /** All files at once, one fsync a file from many threads. */
    PARALLEL,
    /** One syncfs(2). */
    WHOLE
  }

  private final Path folder;
  private final byte[] content;
  private final LibC libc = Native.load("c", LibC.class);

  /** What Java cannot do. */
  interface LibC extends Library {
    int open(String path, int flags);

    int syncfs(int descriptor);

    int close(int descriptor);
  }

  Floors(Path folder, int bytes) throws IOException {
    this.folder = folder;
    this.content = new byte[bytes];
    for (String name : new String[] {"new", "tmp", "queue", "done"}) {
      Files.createDirectories(folder.resolve(name));
    }
  }

  /** F1, over {@code messages}. */
  double one(int messages) throws IOException {
    return run(messages, 1, Sync.EACH);
  }

  /** F2, over {@code messages}. */
  double batched(int messages) throws IOException {
    return batches(messages, BATCH, Sync.WHOLE);
  }

  /** A batch at a time, made durable this way or that. */
  double batches(int messages, int batch, Sync how) throws IOException {
    return run(messages, batch, how);
  }

  /** All that was written to this file system is on the disk when it returns. */
  void settle() throws IOException {
    int descriptor = libc.open(folder.toString(), 0);
    syncfs(descriptor);
    libc.close(descriptor);
  }

  private double run(int messages, int batch, Sync how) throws IOException {
    for (int i = 0; i < messages; i++) {
      write(at("new", i), false);
    }
    settle();
    int descriptor = libc.open(folder.toString(), 0);
    long start = System.nanoTime();
    for (int first = 0; first < messages; first += batch) {
      relay(first, Math.min(messages, first + batch), how, descriptor);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    libc.close(descriptor);
    for (int i = 0; i < messages; i++) {
      Files.delete(at("queue", i));
      Files.delete(at("done", i));
    }
    return messages / seconds;
  }

  private void relay(int first, int end, Sync how, int descriptor) throws IOException {
    for (int i = first; i < end; i++) {
      if (Files.readAllBytes(at("new", i)).length != content.length) {
        throw new IOException("not what was written: " + at("new", i));
      }
      write(at("tmp", i), how == Sync.EACH);
    }
    switch (how) {
      case EACH -> {}
      case PARALLEL -> syncFiles(first, end);
      case WHOLE -> syncfs(descriptor);
    }
    for (int i = first; i < end; i++) {
      Files.move(at("tmp", i), at("queue", i), ATOMIC_MOVE);
    }
    syncFolder();
    for (int i = first; i < end; i++) {
      Files.move(at("new", i), at("done", i), ATOMIC_MOVE);
    }
  }

  private void write(Path file, boolean sync) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      channel.write(ByteBuffer.wrap(content));
      if (sync) {
        channel.force(false);
      }
    }
  }

  private void syncFiles(int first, int end) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> syncs = new ArrayList<>();
      for (int i = first; i < end; i++) {
        Path file = at("tmp", i);
        syncs.add(threads.submit(() -> sync(file)));
      }
      for (Future<?> sync : syncs) {
        sync.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException("cannot sync in " + folder, e);
    } finally {
      threads.shutdown();
    }
  }

  private static Void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, READ)) {
      channel.force(true);
    }
    return null;
  }

  private void syncFolder() throws IOException {
    sync(folder.resolve("queue"));
  }

  private void syncfs(int descriptor) throws IOException {
    if (libc.syncfs(descriptor) != 0) {
      throw new IOException("syncfs fails on " + folder);
    }
  }

  private Path at(String name, int i) {
    return folder.resolve(name).resolve(Integer.toString(i));
  }
}
