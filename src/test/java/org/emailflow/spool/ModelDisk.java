package org.emailflow.spool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.output.ProxyOutputStream;

/**
 * A disk that can lose its power. What the program sees is a real folder, the volatile layer; what
 * would be there after a cut is kept beside it, the durable layer. A name is durable when its
 * folder was synced, bytes when their file was, and all of both after a syncfs. Nothing is really
 * synced.
 *
 * <p>The rules are those that POSIX leaves a file system, not those of one that is kind: names that
 * were not synced survive or not, each by itself, in any order that makes sense (nothing lies in a
 * folder that is not there, no name is taken twice). A rename is one change, as every journalling
 * file system has it; with {@link Rules#TORN} a {@code put} is two, the new name first, so that a
 * file may be found under both. Bytes that were not synced are there, in part, or not.
 */
public final class ModelDisk implements Disk {

  /** How much a file system forgives. */
  public enum Rules {
    /** A batch is made durable by one syncfs. */
    SYNCFS,
    /** A batch is made durable file by file and folder by folder. */
    FSYNC,
    /**
     * As FSYNC, and a {@code put} is a link and a removal, as {@link LocalDisk} has it at worst.
     */
    TORN
  }

  private final Path root;
  private final Rules rules;
  private final Disk real = new LocalDisk();
  private final Inode top = new Inode(true, null);
  private final Map<Entry, Inode> names = new HashMap<>();
  private final Map<Entry, Inode> durable = new HashMap<>();
  private final List<Change> pending = new ArrayList<>();
  private Consumer<String> watcher = change -> {};

  /**
   * @param root a spool; all that is in it now is durable
   */
  public ModelDisk(Path root, Rules rules) throws IOException {
    this.root = root.toRealPath();
    this.rules = rules;
    load(this.root, top, new HashMap<>());
    durable.putAll(names);
  }

  /** A file with two names is one. */
  private void load(Path folder, Inode inode, Map<Object, Inode> known) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.toList();
    }
    for (Path file : files) {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      boolean isNew = !known.containsKey(found.fileKey());
      Inode child =
          known.computeIfAbsent(
              found.fileKey(), key -> new Inode(found.isDirectory(), found.lastModifiedTime()));
      names.put(new Entry(inode, file.getFileName().toString()), child);
      if (child.folder) {
        load(file, child, known);
      } else if (isNew) {
        child.write(Files.readAllBytes(file));
        child.sync();
      }
    }
  }

  /** The spool on this disk. */
  public Spool open(Failpoints failpoints) {
    OwnerNames owners =
        new OwnerNames(OwnerNames.thisHost(), Clock.systemUTC(), new SecureRandom());
    return new Spool(new Site(Layout.check(root), this, failpoints), owners);
  }

  /** Who is told of every change and sync, when it is done and before anything else is. */
  public synchronized void watch(Consumer<String> by) {
    watcher = by;
  }

  /** The power fails now. */
  public synchronized PowerCut cut() {
    return new PowerCut(top, durable, pending);
  }

  private Inode inode(Path path) {
    Inode at = top;
    for (Path part : root.relativize(path.toAbsolutePath())) {
      at = part.toString().isEmpty() ? at : names.get(new Entry(at, part.toString()));
      if (at == null) {
        throw new AssertionError(path + " came behind the disk's back");
      }
    }
    return at;
  }

  private Entry entry(Path path) {
    return new Entry(inode(path.getParent()), path.getFileName().toString());
  }

  private void change(String what, Change change) {
    change.apply(names);
    pending.add(change);
    watcher.accept(what);
  }

  @Override
  public synchronized void makeFolder(Path folder) throws IOException {
    real.makeFolder(folder);
    Inode made = new Inode(true, null);
    change("mkdir " + folder, Change.add(entry(folder), made));
  }

  @Override
  public synchronized OutputStream create(Path file, Set<PosixFilePermission> mode)
      throws IOException {
    OutputStream out = real.create(file, mode);
    Inode made = new Inode(false, null);
    change("create " + file, Change.add(entry(file), made));
    return new ProxyOutputStream(out) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        made.write(Arrays.copyOfRange(bytes, from, from + length));
      }

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
      }
    };
  }

  @Override
  public synchronized void take(Path from, Path to) throws IOException {
    real.take(from, to);
    renamed("take", from, to);
  }

  @Override
  public synchronized void put(Path from, Path to) throws IOException {
    boolean completes = Files.exists(to) && Files.exists(from) && Files.isSameFile(from, to);
    real.put(from, to);
    if (completes) {
      change("delete " + from, Change.remove(entry(from), inode(from)));
    } else {
      renamed("put", from, to);
    }
  }

  @Override
  public synchronized void replace(Path from, Path to) throws IOException {
    real.replace(from, to);
    renamed("replace", from, to);
  }

  private void renamed(String how, Path from, Path to) {
    Inode moved = inode(from);
    Change add = Change.add(entry(to), moved);
    Change remove = Change.remove(entry(from), moved);
    if (rules == Rules.TORN && how.equals("put")) {
      add.apply(names);
      pending.add(add);
      change(how + " " + from + " " + to, remove);
    } else {
      change(how + " " + from + " " + to, add.and(remove));
    }
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    real.delete(path);
    Entry entry = entry(path);
    Inode gone = names.get(entry);
    if (gone != null) { // a lock is made by who locks, and means nothing after a cut
      change("delete " + path, Change.remove(entry, gone));
    }
  }

  @Override
  public synchronized void syncFolder(Path folder) {
    commit(inode(folder));
    watcher.accept("sync " + folder);
  }

  /** Every pending change of a name in the folder, and what that one needs. */
  private void commit(Inode folder) {
    Set<Change> due = new HashSet<>();
    for (int i = pending.size() - 1; i >= 0; i--) {
      Change change = pending.get(i);
      if (change.isIn(folder) || due.stream().anyMatch(later -> later.needs(change))) {
        due.add(change);
      }
    }
    for (Change change : List.copyOf(pending)) {
      if (due.contains(change)) {
        change.apply(durable);
        pending.remove(change);
      }
    }
  }

  @Override
  public synchronized void syncFile(Path file) {
    inode(file).sync();
    watcher.accept("sync " + file);
  }

  private synchronized void syncAll() {
    names.values().forEach(Inode::sync);
    pending.forEach(change -> change.apply(durable));
    pending.clear();
    watcher.accept("syncfs");
  }

  @Override
  public Durability durability(Path of) {
    if (rules != Rules.SYNCFS) {
      return new SyncEach(this);
    }
    return new Durability() {
      @Override
      public void sync(Collection<Path> files, Collection<Path> folders) {
        syncAll();
      }

      @Override
      public void close() {}
    };
  }

  /** A file or folder, whatever it is called. */
  static final class Inode {
    final boolean folder;

    /** Of an original: the receive time. */
    final FileTime time;

    private byte[] bytes = {};
    private byte[] durable;

    Inode(boolean folder, FileTime time) {
      this.folder = folder;
      this.time = time;
    }

    synchronized void write(byte[] more) {
      byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
      System.arraycopy(more, 0, all, bytes.length, more.length);
      bytes = all;
    }

    synchronized void sync() {
      durable = bytes;
    }

    /** What was written so far; never changed. */
    synchronized byte[] bytes() {
      return bytes;
    }

    synchronized boolean isDurable() {
      return durable == bytes;
    }
  }

  /** A name in a folder. */
  record Entry(Inode folder, String name) {}

  /**
   * A change of names that happens as one.
   *
   * @param entries what each stands for afterwards; empty: nothing
   * @param object what is made, moved or removed
   */
  record Change(Map<Entry, Optional<Inode>> entries, Inode object) {

    static Change add(Entry entry, Inode object) {
      return new Change(Map.of(entry, Optional.of(object)), object);
    }

    static Change remove(Entry entry, Inode object) {
      return new Change(Map.of(entry, Optional.empty()), object);
    }

    Change and(Change other) {
      Map<Entry, Optional<Inode>> both = new HashMap<>(entries);
      both.putAll(other.entries);
      return new Change(both, object);
    }

    void apply(Map<Entry, Inode> names) {
      entries.forEach(
          (entry, now) ->
              now.ifPresentOrElse(inode -> names.put(entry, inode), () -> names.remove(entry)));
    }

    boolean isIn(Inode folder) {
      return entries.keySet().stream().anyMatch(entry -> entry.folder() == folder);
    }

    /** Whether this makes no sense without {@code earlier}. */
    boolean needs(Change earlier) {
      boolean sameThing = earlier.object == object;
      boolean inItsFolder = earlier.object.folder && isIn(earlier.object);
      boolean emptied = object.folder && earlier.isIn(object);
      return sameThing
          || inItsFolder
          || emptied
          || earlier.entries.keySet().stream().anyMatch(entries::containsKey);
    }
  }
}
