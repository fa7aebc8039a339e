package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's hold on the spool: a folder in {@code work/} whose lock it keeps as long as it
 * lives. It carries a batch from S0 to S5:
 *
 * <pre>
 *   claim, stage…, syncStaged     S1, S2
 *   COMMIT                        S3, the caller's
 *   publish                       S4; the caller marks the rows
 *   archive                       S5
 * </pre>
 *
 * <p>Whatever fails, nothing is lost: claims stay in the folder and staged files in {@code
 * queue/tmp}, and when the owner is closed or dead, recovery finds both ({@link Spool#abandoned}).
 *
 * <p>Errors are {@link SpoolException}s. {@code publish} and {@code archive} give every member of
 * the batch its turn before they throw. One thread may claim while others stage, sync, publish and
 * archive earlier batches; {@link #close} when all of them are done.
 */
public final class Owner implements AutoCloseable {

  /** Bytes of originals in one batch: small ones are held in memory. */
  private static final long MOST_HELD = 8L << 20;

  private final Site site;
  private final OwnerFolder folder;
  private final boolean inherited;
  private final Claimer claimer;
  private final Stager stager;
  private final Set<Path> unsynced = ConcurrentHashMap.newKeySet();
  private boolean closed;
  private boolean stays;

  private Owner(Site site, OwnerFolder folder, boolean inherited) {
    this.site = site;
    this.folder = folder;
    this.inherited = inherited;
    this.claimer = new Claimer(site, folder.path(), Step.CLAIMED);
    this.stager = new Stager(site, folder.name());
    this.unsynced.add(site.at(Folder.WORK)); // names our folder
  }

  static Owner enrolled(Site site, OwnerFolder folder) {
    return new Owner(site, folder, false);
  }

  static Owner inherited(Site site, OwnerFolder folder) {
    return new Owner(site, folder, true);
  }

  /** Never used again by anyone; at most 64 characters of {@code a-z0-9-}. */
  public String name() {
    return folder.name();
  }

  /**
   * S0 to S1: claims up to {@code max} files, fewer where they are large. A file that another
   * worker was quicker to take is passed over; one whose name is in our folder already stays where
   * it is, and the log says so.
   *
   * @param wanted asked by file name; what it says no to stays where it is
   */
  public List<Claim> claim(FolderStream inbox, int max, Predicate<String> wanted) {
    List<Claim> claims = new ArrayList<>();
    long held = 0;
    while (claims.size() < max && held < MOST_HELD) {
      Optional<Path> file = inbox.next();
      if (file.isEmpty()) {
        break;
      }
      if (wanted.test(file.get().getFileName().toString())) {
        Optional<Claim> claim = claim(file.get());
        claim.ifPresent(claims::add);
        held += claim.map(Claim::size).orElse(0L);
      }
    }
    return claims;
  }

  /** Claims the one original of that name from the inbox; empty if it is not there. */
  public Optional<Claim> claimArrived(String name) {
    return claim(site.at(Folder.INBOX_NEW, FileNames.checked(name)))
        .or(() -> claim(site.at(Folder.INBOX_CUR, name)));
  }

  /**
   * Claims one deferred original.
   *
   * @param name the file's, unless that was taken when it was deferred
   * @param ledgerId then it was archived under this
   * @return empty if it is not there
   */
  public Optional<Claim> claimDeferred(String name, long ledgerId) {
    return claim(site.at(Folder.DEFERRED, Archiver.beside(FileNames.checked(name), ledgerId)))
        .or(() -> claim(site.at(Folder.DEFERRED, name)));
  }

  /**
   * Opens an original in {@code done/}; the caller closes it. Of two with one name it may be the
   * other: look at what is in it.
   *
   * @param days on which it may have been put there
   * @return empty if there is none: somebody took it away
   */
  public Optional<FileChannel> openDone(String name, long ledgerId, Set<LocalDate> days)
      throws IOException {
    for (LocalDate day : days) {
      Path folder = site.at(Folder.DONE, day.toString());
      for (String candidate : List.of(Archiver.beside(name, ledgerId), FileNames.checked(name))) {
        Path file = folder.resolve(candidate);
        if (Files.exists(file, NOFOLLOW_LINKS)) {
          return Optional.of(FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW_LINKS));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether an original of that name is in {@code deferred/} or in some owner's folder, ours too,
   * and is not {@code claim} itself. Asked of {@code deferred/} before and after, because an
   * original travels both ways.
   */
  public boolean isHeldBeside(Claim claim, String name) {
    Path deferred = site.at(Folder.DEFERRED, FileNames.checked(name));
    return Files.exists(deferred, NOFOLLOW_LINKS)
        || isInWork(claim, name)
        || Files.exists(deferred, NOFOLLOW_LINKS);
  }

  private boolean isInWork(Claim claim, String name) {
    try (FolderStream owners = FolderStream.of(site.at(Folder.WORK))) {
      for (Optional<Path> o = owners.next(); o.isPresent(); o = owners.next()) {
        Path held = o.get().resolve(name);
        if (!held.equals(claim.path()) && Files.exists(held, NOFOLLOW_LINKS)) {
          return true;
        }
      }
    }
    return false;
  }

  private Optional<Claim> claim(Path file) {
    checkOwn();
    Optional<Claim> claim = claimer.claim(file);
    claim.ifPresent(claimed -> unsynced.add(file.getParent()));
    return claim;
  }

  /**
   * Writes {@code queue/tmp/<owner>.<k>}. If that fails, nothing is left of it and the claims are
   * as they were.
   *
   * @param k a number that this owner has not staged under, or has unstaged again
   * @throws IOException what {@code content} threw; that message alone is concerned
   * @throws SpoolException what the disk said; all are concerned
   */
  public Staged stage(int k, Content content) throws IOException {
    checkOwn();
    return stager.stage(k, content);
  }

  private void checkOwn() {
    if (inherited) {
      throw new IllegalStateException(name() + " is dead: it can only be wound up");
    }
  }

  /** Decided against: the file is removed. */
  public void unstage(Staged staged) {
    unstage(staged.name());
  }

  /** As {@link #unstage(Staged)}, for what a {@link Takeover} found. */
  public void unstage(String stagedName) {
    stager.unstage(stagedName);
  }

  /**
   * S2: makes durable what is staged, and the names of all that was claimed since the last time:
   * both before COMMIT, or the ledger would know of files that a power cut takes back. To be called
   * for a batch that stages nothing, too.
   *
   * @throws SpoolException if the disk cannot; then each of these files is to be unstaged and
   *     written anew, because a second sync of the same bytes would succeed without having written
   *     them
   */
  public void syncStaged(List<Staged> staged) {
    Set<Path> folders = new HashSet<>(unsynced);
    unsynced.removeAll(folders); // before the sync: what is claimed meanwhile is not in it
    folders.add(folder.path());
    try {
      stager.sync(staged, folders);
    } catch (RuntimeException e) {
      unsynced.addAll(folders);
      throw e;
    }
  }

  /**
   * Leaves word, for whoever takes over, that no message is to blame for what this owner leaves
   * behind: the process was asked to stop.
   */
  public void stopping() {
    folder.stopping();
  }

  /**
   * Leaves a word for whoever takes over ({@link Takeover#note}); only the last one counts. It
   * outlives the process, not a power cut.
   *
   * @param word the caller's own; ASCII, one line
   */
  public void note(String word) {
    folder.note(word);
  }

  /**
   * S3 to S4: renames staged files into {@code queue/new} and syncs that once. What is published
   * already, by us or by another, counts as done.
   *
   * @return those whose file is nowhere in the queue: to be reported; in a sound run there is none
   */
  public List<Publication> publish(List<Publication> rows) {
    return new Publisher(site).publish(rows);
  }

  /**
   * S4 to S5: puts originals into their boxes and syncs each box once.
   *
   * @return what was put away; an original that is gone was put away by another and is not among
   *     them
   */
  public List<Archived> archive(List<Archival> originals) {
    return new Archiver(site, folder.path()).archive(originals);
  }

  /**
   * Puts an original back into {@code inbox/new}. Should its name be taken there, it goes back
   * under {@code <name>~<part of the owner's name>}: names of originals mean nothing, and it must
   * not stay.
   */
  public void release(Claim claim) {
    Path inbox = site.at(Folder.INBOX_NEW);
    Path to = inbox.resolve(FileNames.checked(claim.name()));
    try {
      site.disk().put(claim.path(), to);
    } catch (FileAlreadyExistsException e) {
      releaseBeside(claim, inbox.resolve(claim.name() + "~" + name().replaceAll(".*-", "")));
    } catch (NoSuchFileException e) {
      throw new IllegalStateException("not held, or archived already: " + claim.path(), e);
    } catch (IOException e) {
      throw site.moveFailed(claim.path(), to, e);
    }
    unsynced.add(inbox);
    site.reach(Step.RELEASED);
  }

  private void releaseBeside(Claim claim, Path to) {
    Logger log = LoggerFactory.getLogger(Owner.class);
    log.warn("{} is taken in inbox/new; released as {}", claim.name(), to.getFileName());
    try {
      site.disk().put(claim.path(), to);
    } catch (FileAlreadyExistsException e) {
      throw new SpoolException.Taken("cannot release " + claim.path() + ": taken: " + to, e);
    } catch (IOException e) {
      throw site.moveFailed(claim.path(), to, e);
    }
  }

  /**
   * Leaves the folder behind when it closes, though it be empty: the ledger was not told of all
   * that is done, and recovery will.
   */
  public void leaveBehind() {
    stays = true;
  }

  /**
   * Leaves. Files that were released are synced; the folder goes when nothing is left in it or in
   * {@code queue/tmp}; otherwise recovery finds it without an owner. A second call does nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (unsynced.contains(site.at(Folder.INBOX_NEW))) {
        site.sync(site.at(Folder.INBOX_NEW));
      }
    } finally {
      leave();
    }
  }

  private void leave() {
    try {
      stager.close();
      if (folder.leave(stays || !Stager.list(site, name()).isEmpty())) {
        site.reach(Step.OWNER_LEFT);
      }
    } catch (IOException e) {
      throw SpoolException.of("leave", folder.path(), e);
    }
  }
}
