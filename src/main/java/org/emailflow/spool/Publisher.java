package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * S3 to S4: gives staged files their queue names, and knows where a file of the queue is. All of it
 * can be done again: what is published already is found, wherever it has got to.
 */
final class Publisher {

  private final Site site;

  Publisher(Site site) {
    this.site = site;
  }

  /** Publishes each row that it can, then throws what stopped any; the answer: files not found. */
  List<Publication> publish(List<Publication> rows) {
    List<Publication> lost = new ArrayList<>();
    Failures failures = new Failures();
    for (Publication row : rows) {
      failures.collect(
          () -> {
            if (!publish(row)) {
              lost.add(row);
            }
          });
    }
    if (!rows.isEmpty()) {
      site.sync(site.at(Folder.QUEUE_NEW));
      site.reach(Step.PUBLISHED_SYNCED);
    }
    failures.check();
    return lost;
  }

  private boolean publish(Publication row) {
    Path from = site.at(Folder.QUEUE_TMP, FileNames.checked(row.stagedName()));
    Path to = site.at(Folder.QUEUE_NEW, FileNames.checked(row.queueName()));
    try {
      site.disk().put(from, to);
      site.reach(Step.PUBLISHED);
      return true;
    } catch (NoSuchFileException e) {
      return isPublished(row, from, to, e);
    } catch (FileAlreadyExistsException e) {
      throw new SpoolException.Taken(
          "cannot publish "
              + from
              + ": "
              + to
              + " is another file; compare both with the ledger before you move either",
          e);
    } catch (IOException e) {
      throw site.moveFailed(from, to, e);
    }
  }

  /** A file that is still staged was not found missing: the folder that it should go to was. */
  private boolean isPublished(Publication row, Path from, Path to, NoSuchFileException e) {
    Optional<QueuePlace> place = locate(row);
    if (place.equals(Optional.of(QueuePlace.STAGED))) {
      throw site.moveFailed(from, to, e);
    }
    return place.isPresent();
  }

  /**
   * Where the row's file is. Looked for in the order in which it travels, so that it cannot slip
   * past; twice, because a courier may put it back from {@code work} to {@code new} meanwhile.
   */
  Optional<QueuePlace> locate(Publication row) {
    FileNames.checked(row.queueName());
    Optional<QueuePlace> place = lookUp(row);
    return place.isPresent() ? place : lookUp(row);
  }

  private Optional<QueuePlace> lookUp(Publication row) {
    for (QueuePlace place : QueuePlace.values()) {
      boolean found =
          switch (place) {
            case STAGED -> isAt(site.at(Folder.QUEUE_TMP, FileNames.checked(row.stagedName())));
            case NEW -> isAt(site.at(Folder.QUEUE_NEW, row.queueName()));
            case WORK -> isInWork(row.queueName());
            case SENT -> isAt(site.at(Folder.QUEUE_SENT, row.queueName()));
            case BAD -> isAt(site.at(Folder.QUEUE_BAD, row.queueName()));
          };
      if (found) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  private boolean isInWork(String name) {
    try (FolderStream couriers = FolderStream.of(site.at(Folder.QUEUE_WORK))) {
      for (Optional<Path> c = couriers.next(); c.isPresent(); c = couriers.next()) {
        if (isAt(c.get().resolve(name))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAt(Path file) {
    return Files.exists(file, NOFOLLOW_LINKS);
  }
}
