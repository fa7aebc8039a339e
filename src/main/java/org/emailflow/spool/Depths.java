package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Counts the files of each folder and finds the oldest. */
final class Depths {

  private final boolean timed;
  private long files;
  private Instant oldest;

  private Depths(boolean timed) {
    this.timed = timed;
  }

  static Map<Folder, Depth> of(Site site) {
    Map<Folder, Depth> depths = new EnumMap<>(Folder.class);
    for (Folder folder : Folder.values()) {
      depths.put(folder, of(folder, site.at(folder)));
    }
    return depths;
  }

  private static Depth of(Folder folder, Path path) {
    Depths depths = new Depths(folder != Folder.DONE && folder != Folder.QUEUE_SENT);
    switch (folder) {
      case WORK, QUEUE_WORK, DONE -> depths.addFolders(path);
      default -> depths.addFiles(path);
    }
    return new Depth(depths.files, Optional.ofNullable(depths.oldest));
  }

  private void addFolders(Path path) {
    try (FolderStream folders = FolderStream.of(path)) {
      for (Optional<Path> f = folders.next(); f.isPresent(); f = folders.next()) {
        if (Files.isDirectory(f.get(), NOFOLLOW_LINKS)) {
          addFiles(f.get());
        }
      }
    }
  }

  private void addFiles(Path path) {
    try (FolderStream names = FolderStream.ifThere(path)) {
      for (Optional<Path> file = names.next(); file.isPresent(); file = names.next()) {
        if (!Reasons.isOne(file.get())) {
          add(file.get());
        }
      }
    }
  }

  private void add(Path file) {
    if (timed) {
      look(file);
    } else {
      files++;
    }
  }

  private void look(Path file) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
      Instant time = found.lastModifiedTime().toInstant();
      files++;
      if (oldest == null || time.isBefore(oldest)) {
        oldest = time;
      }
    } catch (NoSuchFileException e) {
      return; // moved on meanwhile
    } catch (IOException e) {
      throw SpoolException.of("read", file, e);
    }
  }
}
