package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code failed/}: originals that wait for a person, each with its reason beside it. */
final class FailedBox {

  private final Site site;

  FailedBox(Site site) {
    this.site = site;
  }

  List<String> names(int limit) {
    List<String> names = new ArrayList<>();
    try (FolderStream files = FolderStream.of(site.at(Folder.FAILED))) {
      while (names.size() < limit && !files.isEmpty()) {
        Path file = files.next().orElseThrow();
        if (!Reasons.isOne(file)) {
          names.add(file.getFileName().toString());
        }
      }
    }
    return names;
  }

  /** Removes reasons that a power cut left half written, under names that nobody asks for. */
  void tidy(Instant before) {
    Path failed = site.at(Folder.FAILED);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(failed, ".*" + Reasons.SUFFIX + ".*")) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file, NOFOLLOW_LINKS).toInstant().isBefore(before)) {
          site.disk().delete(file);
        }
      }
    } catch (NoSuchFileException e) {
      return; // another is tidying, too
    } catch (IOException e) {
      throw SpoolException.of("tidy", failed, e);
    }
  }

  Optional<String> why(String name) {
    return Reasons.read(site.at(Folder.FAILED, FileNames.checked(name)));
  }

  /** The reason goes last: cut in between, it is left alone, which says nothing false. */
  boolean reprocess(String name) {
    Path from = site.at(Folder.FAILED, FileNames.checked(name));
    Path to = site.at(Folder.INBOX_NEW, name);
    try {
      site.disk().put(from, to);
    } catch (NoSuchFileException e) {
      return false;
    } catch (FileAlreadyExistsException e) {
      throw new SpoolException.Taken("cannot reprocess " + name + ": taken in inbox/new", e);
    } catch (IOException e) {
      throw site.moveFailed(from, to, e);
    }
    site.sync(site.at(Folder.INBOX_NEW));
    forget(Reasons.path(from));
    site.sync(site.at(Folder.FAILED));
    site.reach(Step.REPROCESSED);
    return true;
  }

  private void forget(Path why) {
    try {
      site.disk().delete(why);
    } catch (NoSuchFileException e) {
      return; // put there by hand, without one
    } catch (IOException e) {
      throw SpoolException.of("remove", why, e);
    }
  }
}
