package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Slips of paper in a courier's folder, {@code .<queue name>.answer}: what the MTA said to a
 * message, as long as the ledger was not told. Dot-files, so that none is taken for a claim.
 *
 * <p>A slip outlives the process as soon as it is written, and a power cut once {@link #sync} was
 * called: a sync for every message would cost more than the whole delivery, and of a power cut
 * between the answer and its record no protocol is free. So it is called where the ledger cannot be
 * told at once.
 */
final class Slips {

  private static final String SUFFIX = ".answer";
  private static final String ANY = ".*" + SUFFIX;

  private final Site site;
  private final Path folder;

  Slips(Site site, Path folder) {
    this.site = site;
    this.folder = folder;
  }

  private Path path(String queueName) {
    return folder.resolve("." + FileNames.checked(queueName) + SUFFIX);
  }

  void write(String queueName, byte[] slip) {
    Path path = path(queueName);
    try {
      remove(path);
      try (OutputStream out = site.disk().create(path, Disk.MAIL)) {
        out.write(slip);
      }
    } catch (IOException e) {
      throw SpoolException.of("write", path, e);
    }
  }

  void remove(String queueName) {
    Path path = path(queueName);
    try {
      remove(path);
    } catch (IOException e) {
      throw SpoolException.of("remove", path, e);
    }
  }

  private void remove(Path path) throws IOException {
    if (Files.exists(path, NOFOLLOW_LINKS)) {
      site.disk().delete(path);
    }
  }

  /** All there are, by the names of their files. */
  Map<String, byte[]> read() {
    Map<String, byte[]> slips = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ANY)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        slips.put(name.substring(1, name.length() - SUFFIX.length()), Files.readAllBytes(file));
      }
    } catch (NoSuchFileException e) {
      return slips; // the folder was left
    } catch (IOException e) {
      throw SpoolException.of("read", folder, e);
    }
    return slips;
  }

  /**
   * Makes them durable, if there are any, and that their messages are claimed: one that were back
   * in the queue could be sent again before its slip is read. One that is removed meanwhile is
   * told.
   */
  void sync() {
    boolean any = false;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ANY)) {
      for (Path slip : files) {
        any |= sync(slip);
      }
    } catch (NoSuchFileException e) {
      return; // the folder was left
    } catch (IOException e) {
      throw SpoolException.of("read", folder, e);
    }
    if (any) {
      site.sync(folder);
      site.sync(folder.getParent());
      site.sync(site.at(Folder.QUEUE_NEW));
    }
  }

  private boolean sync(Path slip) {
    try {
      site.disk().syncFile(slip);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw SpoolException.of("sync", slip, e);
    }
  }
}
