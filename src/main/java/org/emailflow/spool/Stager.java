package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * S1 to S2: writes one owner's files in {@code queue/tmp} and makes them durable. Several threads
 * may stage at once, each under its own number.
 */
final class Stager {

  private final Site site;
  private final String owner;
  private final Set<String> condemned = ConcurrentHashMap.newKeySet();
  private Durability durability;

  Stager(Site site, String owner) {
    this.site = site;
    this.owner = owner;
  }

  Staged stage(int k, Content content) throws IOException {
    durability(); // before the first byte, or its loss would not be reported
    Path file = site.at(Folder.QUEUE_TMP, owner + "." + k);
    StagingStream out = open(file);
    try {
      site.reach(Step.STAGE_OPENED);
      Staged staged = write(out, content);
      site.reach(Step.STAGE_WRITTEN);
      return staged;
    } catch (IOException | RuntimeException | Error e) {
      discard(file, e);
      throw e;
    }
  }

  private StagingStream open(Path file) {
    try {
      return new StagingStream(file, site.disk().create(file, Disk.MAIL));
    } catch (FileAlreadyExistsException e) {
      throw new SpoolException.Taken("already staged: " + file + "; nothing was replaced", e);
    } catch (IOException e) {
      throw SpoolException.of("write", file, e);
    }
  }

  private static Staged write(StagingStream out, Content content) throws IOException {
    try (out) {
      content.writeTo(out);
    } catch (IOException | RuntimeException e) {
      out.check();
      throw e;
    }
    out.check();
    return out.staged();
  }

  private void discard(Path file, Throwable why) {
    try {
      site.disk().delete(file);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  void unstage(String name) {
    if (!FileNames.checked(name).startsWith(owner + ".")) {
      throw new IllegalArgumentException(name + " is not " + owner + "'s");
    }
    Path file = site.at(Folder.QUEUE_TMP, name);
    try {
      site.disk().delete(file);
    } catch (NoSuchFileException e) {
      throw new IllegalStateException("not staged, or published already: " + name, e);
    } catch (IOException e) {
      throw SpoolException.of("remove", file, e);
    }
    condemned.remove(name);
    site.reach(Step.UNSTAGED);
  }

  /** Makes staged files, and the names in {@code folders} and {@code queue/tmp}, durable. */
  void sync(List<Staged> staged, Collection<Path> folders) {
    List<Path> files = new ArrayList<>(staged.size());
    for (Staged one : staged) {
      if (condemned.contains(one.name())) {
        throw new IllegalStateException("its sync failed; unstage and write anew: " + one.name());
      }
      files.add(site.at(Folder.QUEUE_TMP, one.name()));
    }
    List<Path> named = new ArrayList<>(folders);
    named.add(site.at(Folder.QUEUE_TMP));
    try {
      durability().sync(files, named);
    } catch (IOException e) {
      staged.forEach(one -> condemned.add(one.name()));
      throw SpoolException.of("sync", site.at(Folder.QUEUE_TMP), e);
    }
    site.reach(Step.STAGED_SYNCED);
  }

  private synchronized Durability durability() {
    try {
      if (durability == null) {
        durability = site.disk().durability(site.root());
      }
      return durability;
    } catch (IOException e) {
      throw SpoolException.of("prepare to sync", site.root(), e);
    }
  }

  /** Names of the owner's files in {@code queue/tmp}, whoever wrote them. */
  static List<String> list(Site site, String owner) {
    List<String> names = new ArrayList<>();
    try (FolderStream files = FolderStream.of(site.at(Folder.QUEUE_TMP))) {
      while (!files.isEmpty()) {
        String name = files.next().orElseThrow().getFileName().toString();
        if (name.startsWith(owner + ".")) {
          names.add(name);
        }
      }
    }
    return names;
  }

  static Optional<Staged> read(Site site, String name) {
    Path file = site.at(Folder.QUEUE_TMP, FileNames.checked(name));
    try (InputStream bytes = Files.newInputStream(file, NOFOLLOW_LINKS)) {
      return Optional.of(StagingStream.read(name, bytes));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw SpoolException.of("read", file, e);
    }
  }

  synchronized void close() throws IOException {
    if (durability != null) {
      durability.close();
    }
  }
}
