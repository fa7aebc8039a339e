package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * S4 to S5: puts originals into their boxes. A name that is taken there (MTAs promise unique ones;
 * operators move files by hand) keeps both: the newcomer becomes {@code <name>~<ledger id>}.
 *
 * <p>The reason of a failure is durable before the original moves, so that nothing lies in {@code
 * failed/} without one. A reason that a crash left alone is taken up again if it says the same.
 */
final class Archiver {

  private final Site site;
  private final Path work;

  /**
   * @param work the owner's folder, which originals leave
   */
  Archiver(Site site, Path work) {
    this.site = site;
    this.work = work;
  }

  List<Archived> archive(List<Archival> originals) {
    List<Archived> archived = new ArrayList<>(originals.size());
    Set<Path> boxes = new LinkedHashSet<>();
    Failures failures = new Failures();
    for (Archival original : originals) {
      failures.collect(
          () -> {
            Path box = box(original);
            if (!boxes.contains(box)) {
              make(original, box);
              boxes.add(box);
            }
            archive(original, box).ifPresent(archived::add);
          });
    }
    sync(boxes);
    failures.check();
    return archived;
  }

  /** The boxes first: cut in between, the original is seen twice and not never. */
  private void sync(Set<Path> boxes) {
    if (!boxes.isEmpty()) {
      boxes.forEach(site::sync);
      site.sync(work);
      site.reach(Step.ARCHIVED_SYNCED);
    }
  }

  private Path box(Archival original) {
    return switch (original.box()) {
      case FAILED -> site.at(Folder.FAILED);
      case DEFERRED -> site.at(Folder.DEFERRED);
      case DONE -> site.at(Folder.DONE, original.day().toString());
    };
  }

  /** Only a day may be missing. */
  private void make(Archival original, Path box) {
    if (original.box() == Box.DONE && !Files.isDirectory(box)) {
      try {
        site.disk().makeFolder(box);
      } catch (FileAlreadyExistsException e) {
        return; // another worker's, in the same moment; it syncs it
      } catch (IOException e) {
        throw SpoolException.of("make", box, e);
      }
      site.sync(site.at(Folder.DONE));
    }
  }

  /** What an original is called whose own name is taken. */
  static String beside(String name, long ledgerId) {
    return name + "~" + ledgerId;
  }

  private Optional<Archived> archive(Archival original, Path box) {
    Claim claim = original.claim();
    String name = FileNames.checked(claim.name());
    for (String candidate : List.of(name, beside(name, original.ledgerId()))) {
      Path target = box.resolve(candidate);
      try {
        if (move(original, target)) {
          return Optional.of(new Archived(original, candidate));
        }
      } catch (NoSuchFileException e) {
        return gone(claim, target, e);
      } catch (IOException e) {
        throw site.moveFailed(claim.path(), target, e);
      }
    }
    throw new SpoolException.Taken(
        "cannot put " + claim.path() + " into " + box + ": both its names are taken there", null);
  }

  /** False if the name is taken. */
  private boolean move(Archival original, Path target) throws IOException {
    Path from = original.claim().path();
    if (original.why().isPresent() && !(isFree(target, from) && writeWhy(original, target))) {
      return false;
    }
    try {
      site.disk().put(from, target);
    } catch (FileAlreadyExistsException e) {
      return false; // since we looked
    }
    site.reach(Step.ARCHIVED);
    return true;
  }

  private static boolean isFree(Path target, Path original) throws IOException {
    return !Files.exists(target, NOFOLLOW_LINKS)
        || (Files.exists(original, NOFOLLOW_LINKS) && Files.isSameFile(target, original));
  }

  /** Another worker carried this message on; unless it is still here, and the box is not. */
  private Optional<Archived> gone(Claim claim, Path target, NoSuchFileException e) {
    if (Files.exists(claim.path(), NOFOLLOW_LINKS)) {
      throw site.moveFailed(claim.path(), target, e);
    }
    return Optional.empty();
  }

  /** False if another reason stands there. */
  private boolean writeWhy(Archival original, Path target) throws IOException {
    if (original.why().isEmpty() || !Files.exists(original.claim().path(), NOFOLLOW_LINKS)) {
      return true;
    }
    byte[] line = (original.why().get() + "\n").getBytes(StandardCharsets.UTF_8);
    Path why = Reasons.path(target);
    try {
      new DurableFile(site.disk()).write(why, line, Disk.MAIL);
    } catch (FileAlreadyExistsException e) {
      if (!Reasons.holds(why, line)) {
        return false;
      }
    }
    site.reach(Step.WHY_WRITTEN);
    return true;
  }
}
