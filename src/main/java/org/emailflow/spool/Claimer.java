package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Moves files into an owner's folder: S0 to S1, and Q1. One rename decides between workers; who
 * comes late finds nothing and goes on.
 */
final class Claimer {

  private final Site site;
  private final Path folder;
  private final Step step;

  Claimer(Site site, Path folder, Step step) {
    this.site = site;
    this.folder = folder;
    this.step = step;
  }

  /** Empty if the file is gone, is no regular file, or cannot be held beside one of its name. */
  Optional<Claim> claim(Path file) {
    Path held = folder.resolve(FileNames.plain(file));
    try {
      BasicFileAttributes found = attributes(file);
      if (!found.isRegularFile()) {
        return Optional.empty();
      }
      site.disk().take(file, held);
      site.reach(step);
      return Optional.of(claim(held, found));
    } catch (NoSuchFileException e) {
      checkFolder(e);
      return Optional.empty();
    } catch (FileAlreadyExistsException e) {
      LoggerFactory.getLogger(Claimer.class)
          .error("{} waits: {} is in work already, from another folder", file, held);
      return Optional.empty();
    } catch (IOException e) {
      throw site.moveFailed(file, held, e);
    }
  }

  /** A file that the owner holds already; empty if it is gone. */
  static Optional<Claim> held(Path file) {
    try {
      BasicFileAttributes found = attributes(file);
      return found.isRegularFile() ? Optional.of(claim(file, found)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw SpoolException.of("read", file, e);
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  private static Claim claim(Path held, BasicFileAttributes found) {
    return new Claim(
        held.getFileName().toString(), held, found.lastModifiedTime().toInstant(), found.size());
  }

  /** Or every file would look as if another worker had it. */
  private void checkFolder(NoSuchFileException e) {
    if (!Files.isDirectory(folder)) {
      throw new SpoolException.Configuration(
          "cannot claim: " + folder + " was removed; start again", e);
    }
  }
}
