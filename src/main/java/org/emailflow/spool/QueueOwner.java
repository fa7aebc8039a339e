package org.emailflow.spool;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * One courier's hold on the queue: a folder in {@code queue/work/} whose lock it keeps as long as
 * it lives. It carries one outbound file at a time from Q1 to Q4; what it has recorded in the
 * ledger in between is the courier's own affair.
 *
 * <p>Errors are {@link SpoolException}s; a claim stays in the folder until it is settled, and
 * recovery finds it there. Safe for several threads.
 */
public final class QueueOwner implements AutoCloseable {

  private final Site site;
  private final OwnerFolder folder;
  private final Claimer claimer;
  private final Slips slips;
  private final Set<Path> unsynced = ConcurrentHashMap.newKeySet();

  QueueOwner(Site site, OwnerFolder folder) {
    this.site = site;
    this.folder = folder;
    this.claimer = new Claimer(site, folder.path(), Step.QUEUE_CLAIMED);
    this.slips = new Slips(site, folder.path());
  }

  /** Never used again by anyone. */
  public String name() {
    return folder.name();
  }

  /** Q1: takes a file of {@code queue/new}; empty if it is not there, or another was quicker. */
  public Optional<Claim> claim(String queueName) {
    return claimer.claim(site.at(Folder.QUEUE_NEW, FileNames.checked(queueName)));
  }

  /** What lies in the folder: after a take-over, the dead courier's claims. */
  public List<Claim> held() {
    List<Claim> claims = new ArrayList<>();
    try (FolderStream files = folder.files()) {
      for (Optional<Path> file = files.next(); file.isPresent(); file = files.next()) {
        Claimer.held(file.get()).ifPresent(claims::add);
      }
    }
    return claims;
  }

  /**
   * Q2 to Q3: keeps what the MTA said to a message, until the ledger was told ({@link #forget}). It
   * outlives this process at once, and a power cut after {@link #secure}.
   */
  public void keep(String queueName, byte[] answer) {
    slips.write(queueName, answer);
    site.reach(Step.ANSWER_KEPT);
  }

  /** Makes durable what is kept. May be called beside all else; without anything kept, free. */
  public void secure() {
    slips.sync();
  }

  /** What was kept and not forgotten, by the messages' names; after a take-over, the dead one's. */
  public Map<String, byte[]> kept() {
    return slips.read();
  }

  /** The ledger knows the answer to that message. */
  public void forget(String queueName) {
    slips.remove(queueName);
  }

  /** What becomes of an outbound file. */
  public enum Fate {
    /** The MTA has it: {@code queue/sent}. */
    SENT(Folder.QUEUE_SENT),
    /** The MTA refused it for good: {@code queue/bad}. */
    REFUSED(Folder.QUEUE_BAD),
    /** To be tried again: {@code queue/new}. */
    AGAIN(Folder.QUEUE_NEW);

    private final Folder folder;

    Fate(Folder folder) {
      this.folder = folder;
    }
  }

  /**
   * Q3: puts a report on a refused message into the inbox, durably; where one of that name is
   * there, it stays.
   */
  public void report(String name, byte[] message) {
    new InboxReport(site).put(name, message);
    site.reach(Step.REFUSAL_REPORTED);
  }

  /**
   * Q3 to Q4: moves a claim to where its answer sends it. Durable after {@link #sync}. Where a file
   * of that name is there, because somebody copied it back, both are kept and the log says where:
   * the claim as {@code <name>~<part of the owner's name>}; in {@code queue/bad}, if it was to go
   * back to {@code queue/new}, where the other one is sent in its place.
   */
  public void settle(Claim claim, Fate fate) {
    Path to = site.at(fate.folder, FileNames.checked(claim.name()));
    if (!moved(claim, to)) {
      Folder aside = fate == Fate.AGAIN ? Folder.QUEUE_BAD : fate.folder;
      Path beside = site.at(aside, claim.name() + "~" + name().replaceAll(".*-", ""));
      LoggerFactory.getLogger(QueueOwner.class)
          .error("{} is there already; the file of this courier is kept as {}", to, beside);
      if (!moved(claim, beside)) {
        throw new SpoolException.Taken(
            "cannot settle " + claim.path() + ": taken: " + beside, null);
      }
    }
    site.reach(Step.SETTLED);
  }

  /** False if the name is taken. */
  private boolean moved(Claim claim, Path to) {
    try {
      site.disk().put(claim.path(), to);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw site.moveFailed(claim.path(), to, e);
    }
    unsynced.add(to.getParent());
    return true;
  }

  /** Makes all that was settled durable: once a pass is enough, because the ledger knows each. */
  public void sync() {
    Set<Path> folders = Set.copyOf(unsynced);
    if (!folders.isEmpty()) {
      folders.forEach(site::sync);
      site.sync(folder.path());
      unsynced.removeAll(folders);
      site.reach(Step.SETTLED_SYNCED);
    }
  }

  /** Syncs and leaves; the folder goes when it is empty. A second call does nothing. */
  @Override
  public void close() {
    try {
      secure();
      sync();
    } finally {
      leave();
    }
  }

  private void leave() {
    try {
      if (folder.leave(false)) {
        site.reach(Step.OWNER_LEFT);
      }
    } catch (IOException e) {
      throw SpoolException.of("leave", folder.path(), e);
    }
  }
}
