package org.emailflow.spool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Puts a report of our own into the inbox, as an MTA delivers: written and synced in {@code
 * inbox/tmp}, then renamed.
 *
 * <p>Who is cut off comes again under the same name. What is in {@code inbox/new} by then stays as
 * it is; what was swept in between is there a second time, with the same bytes, which the sweep
 * knows.
 */
final class InboxReport {
  private final Site site;

  InboxReport(Site site) {
    this.site = site;
  }

  /** Durable when it returns. */
  void put(String name, byte[] message) {
    Path file = site.at(Folder.INBOX_TMP, FileNames.checked(name));
    try {
      write(file, message);
      publish(file, site.at(Folder.INBOX_NEW, name));
    } catch (IOException e) {
      throw SpoolException.of("write", file, e);
    }
  }

  private void write(Path file, byte[] message) throws IOException {
    delete(file); // of an attempt that was cut off
    try (OutputStream out = site.disk().create(file, Disk.MAIL)) {
      out.write(message);
    }
    site.disk().syncFile(file);
  }

  private void publish(Path file, Path to) throws IOException {
    try {
      site.disk().put(file, to);
    } catch (FileAlreadyExistsException there) {
      delete(file);
    }
    site.disk().syncFolder(site.at(Folder.INBOX_NEW));
  }

  private void delete(Path file) throws IOException {
    try {
      site.disk().delete(file);
    } catch (NoSuchFileException none) {
      return;
    }
  }
}
