package org.emailflow.spool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The spool folder: who holds what in it, and where things are. The package's documentation has the
 * table of states.
 *
 * <p>Promises: a file is in one folder at any moment; nothing is overwritten; a claim is one
 * owner's alone; an owner that died is found by its lock and wound up by one process only. Safe for
 * several threads and several processes.
 *
 * <p>Errors are {@link SpoolException}s.
 */
public final class Spool {

  private final Site site;
  private final Owners workers;
  private final Owners couriers;
  private final OwnerNames names;

  Spool(Site site, OwnerNames names) {
    this.site = site;
    this.names = names;
    this.workers = new Owners(site.disk(), site.at(Folder.WORK), names);
    this.couriers = new Owners(site.disk(), site.at(Folder.QUEUE_WORK), names);
  }

  /**
   * Makes {@code root} and all its folders, mode 0750; leaves those alone that are there.
   *
   * @throws SpoolException.Configuration if one cannot be made
   */
  public static void create(Path root) {
    Layout.create(root, new LocalDisk());
  }

  /**
   * Opens a spool that {@link #create} made.
   *
   * @throws SpoolException.Configuration if a folder is missing, cannot be written, or is on
   *     another file system than the rest
   */
  public static Spool open(Path root, Failpoints failpoints) {
    Path real = Layout.check(root);
    OwnerNames names = new OwnerNames(OwnerNames.thisHost(), Clock.systemUTC(), new SecureRandom());
    return new Spool(new Site(real, new LocalDisk(), failpoints), names);
  }

  /** A new owner; close it when its batches are archived. */
  public Owner enrol() {
    return Owner.enrolled(site, workers.enrol());
  }

  /**
   * Owners that nobody is any more, because their process died or because they left something
   * behind: by their folder, or by staged files alone where a power cut undid the folder. Never a
   * living one.
   */
  public List<String> abandoned() {
    List<String> stagers = stagers(); // before the folders: an owner has one before it stages
    Set<String> abandoned = new HashSet<>(workers.abandoned());
    for (String owner : stagers) {
      if (!workers.exists(owner) && !Stager.list(site, owner).isEmpty()) {
        abandoned.add(owner);
      }
    }
    return List.copyOf(abandoned);
  }

  private List<String> stagers() {
    Set<String> owners = new HashSet<>();
    try (FolderStream files = FolderStream.of(site.at(Folder.QUEUE_TMP))) {
      for (Optional<Path> file = files.next(); file.isPresent(); file = files.next()) {
        String name = file.get().getFileName().toString();
        int dot = name.lastIndexOf('.');
        if (dot > 0) {
          owners.add(name.substring(0, dot));
        }
      }
    }
    return List.copyOf(owners);
  }

  /**
   * Fences a dead owner and lists what it left; the caller carries that on and closes the takeover.
   *
   * @return empty if it lives, is gone, or another process took it over
   */
  public Optional<Takeover> takeOver(String owner) {
    boolean revive = !Stager.list(site, FileNames.checked(owner)).isEmpty();
    return takeOver(owner, revive);
  }

  /** As {@link #takeOver}, of an owner of which the ledger knows more than the spool. */
  public Optional<Takeover> revive(String owner) {
    return takeOver(FileNames.checked(owner), true);
  }

  private Optional<Takeover> takeOver(String owner, boolean revive) {
    return workers.takeOver(owner, revive).map(this::takeover);
  }

  /** Whether there is a folder of that owner, alive or dead. */
  public boolean knows(String owner) {
    return workers.exists(owner);
  }

  /** Whether that owner is, or was, at work on this machine. */
  public boolean isOfThisHost(String owner) {
    return names.isOfThisHost(owner);
  }

  /**
   * Whether an original of that name waits in the inbox or is in a worker's hands. The inbox is
   * asked before and after, because an original may go back.
   */
  public boolean isUnderWay(String name) {
    return hasArrived(name) || workers.hold(name) || hasArrived(name);
  }

  private boolean hasArrived(String name) {
    return Files.exists(site.at(Folder.INBOX_NEW, FileNames.checked(name)), NOFOLLOW_LINKS)
        || Files.exists(site.at(Folder.INBOX_CUR, name), NOFOLLOW_LINKS);
  }

  /** What a file in {@code queue/tmp} holds now; empty if it is not there. */
  public Optional<Staged> staged(String name) {
    return Stager.read(site, name);
  }

  private Takeover takeover(OwnerFolder folder) {
    site.reach(Step.TAKEN_OVER);
    try {
      return new Takeover(
          Owner.inherited(site, folder),
          held(folder),
          Stager.list(site, folder.name()),
          folder.lock().diedUnasked(),
          folder.lock().lastNote());
    } catch (IOException e) {
      throw SpoolException.of("read", folder.path(), e);
    }
  }

  private static List<Claim> held(OwnerFolder folder) {
    List<Claim> claims = new ArrayList<>();
    try (FolderStream files = folder.files()) {
      for (Optional<Path> file = files.next(); file.isPresent(); file = files.next()) {
        Claimer.held(file.get()).ifPresent(claims::add);
      }
    }
    return claims;
  }

  /** What waits: {@code inbox/new}, then {@code inbox/cur}. */
  public FolderStream inbox() {
    return FolderStream.of(site.at(Folder.INBOX_NEW), site.at(Folder.INBOX_CUR));
  }

  /** What waits for a courier: {@code queue/new}, published or about to be marked so. */
  public FolderStream queue() {
    return FolderStream.of(site.at(Folder.QUEUE_NEW));
  }

  /** A new courier; close it when its pass is over. */
  public QueueOwner enrolCourier() {
    return new QueueOwner(site, couriers.enrol());
  }

  /** As {@link #abandoned}, of couriers. */
  public List<String> abandonedCouriers() {
    return couriers.abandoned();
  }

  /** As {@link #takeOver}; what it holds is {@link QueueOwner#held}. */
  public Optional<QueueOwner> takeOverCourier(String courier) {
    Optional<QueueOwner> owner =
        couriers.takeOver(courier, false).map(folder -> new QueueOwner(site, folder));
    owner.ifPresent(taken -> site.reach(Step.TAKEN_OVER));
    return owner;
  }

  /** Where an outbox row's file is now; empty when it is nowhere. */
  public Optional<QueuePlace> locate(Publication row) {
    return new Publisher(site).locate(row);
  }

  /** How full each folder is. Reads every name; a second or so a million files. */
  public Map<Folder, Depth> depths() {
    return Depths.of(site);
  }

  /** Up to {@code limit} names in {@code failed/}, in no order. */
  public List<String> failed(int limit) {
    return new FailedBox(site).names(limit);
  }

  /**
   * Removes what a power cut left half written in {@code failed/}, if it is older than {@code
   * before}: what is younger, a living worker may be about to finish.
   */
  public void tidy(Instant before) {
    new FailedBox(site).tidy(before);
  }

  /** The line of JSON that says why {@code failed/<name>} failed. */
  public Optional<String> why(String name) {
    return new FailedBox(site).why(name);
  }

  /**
   * Puts a failed original back into {@code inbox/new}, durably, and forgets the reason.
   *
   * @return false if there is none of that name
   */
  public boolean reprocess(String name) {
    return new FailedBox(site).reprocess(name);
  }
}
