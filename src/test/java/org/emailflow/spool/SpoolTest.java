package org.emailflow.spool;

import static org.emailflow.spool.Scratch.text;
import static org.emailflow.spool.Scratch.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spool as a whole: its folders, who lives, who takes over, what it counts. */
class SpoolTest {

  @TempDir Path folder;
  private Scratch scratch;

  @BeforeEach
  void spool() {
    scratch = new Scratch(folder.resolve("spool"));
  }

  @Test
  void createMakesAllFoldersForNobodyElseAndMayRunAgain() throws IOException {
    Path root = folder.resolve("a/b");
    Spool.create(root);
    Files.writeString(root.resolve("inbox/new/kept"), "x");
    Spool.create(root);
    Spool.open(root, Failpoints.NONE);
    assertEquals("x", Scratch.read(root.resolve("inbox/new/kept")));
    for (Folder made : Folder.values()) {
      assertFalse(
          PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(made.path())))
              .matches("......[rwx].*|....w.*"),
          made.path());
    }
  }

  @Test
  void aFileInAFoldersPlaceIsNamed() throws IOException {
    Path root = Files.createDirectory(folder.resolve("x"));
    Files.writeString(root.resolve("queue"), "");
    SpoolException e = assertThrows(SpoolException.Configuration.class, () -> Spool.create(root));
    assertTrue(e.getMessage().contains(root.resolve("queue") + ": a file has that name"));
  }

  @Test
  void aMissingFolderIsNamedWithWhatToDo() throws IOException {
    Files.delete(scratch.root.resolve("queue/bad"));
    SpoolException e =
        assertThrows(
            SpoolException.Configuration.class, () -> Spool.open(scratch.root, Failpoints.NONE));
    assertTrue(e.getMessage().endsWith("queue/bad: run efm init"), e.getMessage());
    assertThrows(
        SpoolException.Configuration.class,
        () -> Spool.open(folder.resolve("nowhere"), Failpoints.NONE));
  }

  @Test
  void aFolderWithoutRightsIsNamedWithWhatToDo() throws IOException {
    Path queue = scratch.root.resolve("queue/new");
    Files.setPosixFilePermissions(queue, PosixFilePermissions.fromString("r-xr-x---"));
    assumeFalse(Files.isWritable(queue), "root may write anywhere");
    SpoolException e =
        assertThrows(
            SpoolException.Configuration.class, () -> Spool.open(scratch.root, Failpoints.NONE));
    assertTrue(e.getMessage().contains("writable for user"), e.getMessage());
  }

  @Test
  void aFolderOnAnotherFileSystemIsRefused() throws IOException {
    Path elsewhere = Path.of("/dev/shm");
    assumeFalse(
        !Files.isWritable(elsewhere)
            || Files.getAttribute(elsewhere, "unix:dev")
                .equals(Files.getAttribute(scratch.root, "unix:dev")),
        "one file system only");
    Files.delete(scratch.root.resolve("done"));
    Files.createSymbolicLink(scratch.root.resolve("done"), elsewhere);
    SpoolException e =
        assertThrows(
            SpoolException.Configuration.class, () -> Spool.open(scratch.root, Failpoints.NONE));
    assertTrue(e.getMessage().contains("done is on another file system"), e.getMessage());
  }

  @Test
  void theLivingAreNeverAbandoned() {
    Spool sameJvm = Spool.open(scratch.root, Failpoints.NONE);
    try (Owner owner = scratch.spool.enrol()) {
      assertEquals(List.of(), scratch.spool.abandoned());
      assertEquals(List.of(), sameJvm.abandoned());
      assertEquals(Optional.empty(), scratch.spool.takeOver(owner.name()));
      assertEquals(Optional.empty(), sameJvm.takeOver(owner.name()));
    }
  }

  @Test
  void aDeadOwnerIsTakenOverByOneOnly() throws IOException {
    Owner dead = scratch.spool.enrol();
    Claim claim = scratch.claimOne(dead, "a", "x");
    Staged staged = dead.stage(1, text("out"));
    dead.close();
    assertEquals(List.of(dead.name()), scratch.spool.abandoned());

    Spool sameJvm = Spool.open(scratch.root, Failpoints.NONE);
    try (Takeover takeover = scratch.spool.takeOver(dead.name()).orElseThrow()) {
      assertEquals(Optional.empty(), sameJvm.takeOver(dead.name()));
      assertEquals(List.of(), sameJvm.abandoned());
      assertEquals(List.of(claim), takeover.claims());
      assertEquals(List.of(staged.name()), takeover.staged());
      assertThrows(IllegalStateException.class, () -> takeover.owner().stage(2, text("new")));
      takeover.owner().release(claim);
      takeover.owner().unstage(staged.name());
    }
    assertEquals(List.of("a"), scratch.names(Folder.INBOX_NEW));
    assertEquals(List.of(), scratch.names(Folder.WORK));
    assertEquals(Optional.empty(), scratch.spool.takeOver(dead.name()));
  }

  @Test
  void aTakeoverThatWasCutIsTakenOverAgain() throws IOException {
    Owner dead = scratch.spool.enrol();
    scratch.claimOne(dead, "a", "x");
    Claim b = scratch.claimOne(dead, "b", "x");
    dead.close();
    try (Takeover cut = scratch.spool.takeOver(dead.name()).orElseThrow()) {
      cut.owner().archive(List.of(to(Box.DONE, b, 1)));
    }
    try (Takeover again = scratch.spool.takeOver(dead.name()).orElseThrow()) {
      assertEquals(1, again.claims().size());
      again.owner().release(again.claims().get(0));
    }
    assertEquals(List.of(), scratch.names(Folder.WORK));
  }

  @Test
  void stagedFilesWhoseFolderAPowerCutUndidAreFound() throws IOException {
    Path orphan = scratch.at(Folder.QUEUE_TMP, "mx9-20260101t000000-0000000000000001.4");
    Files.writeString(orphan, "half");
    List<String> abandoned = scratch.spool.abandoned();
    assertEquals(List.of("mx9-20260101t000000-0000000000000001"), abandoned);
    try (Takeover takeover = scratch.spool.takeOver(abandoned.get(0)).orElseThrow()) {
      assertEquals(List.of(), takeover.claims());
      takeover.owner().unstage(takeover.staged().get(0));
    }
    assertEquals(List.of(), scratch.names(Folder.WORK));
    assertEquals(List.of(), scratch.names(Folder.QUEUE_TMP));
  }

  @Test
  void aFolderThatWasBeingMadeOrRemovedIsClearedAway() throws IOException {
    Path unlocked = Files.createDirectory(scratch.at(Folder.WORK, "mx1-being-made"));
    Path gone = Files.createDirectory(scratch.at(Folder.WORK, OwnerFolder.GONE + "x"));
    Files.writeString(gone.resolve(OwnerLock.FILE), "");
    assertEquals(List.of("mx1-being-made"), scratch.spool.abandoned());
    assertFalse(Files.exists(gone));
    scratch.spool.takeOver("mx1-being-made").orElseThrow().close();
    assertFalse(Files.exists(unlocked));
  }

  @Test
  void anOwnerWhoseFolderIsTakenFromItBeforeItIsLockedBeginsAgain() throws IOException {
    List<OwnerLock> thief = new ArrayList<>();
    FakeDisk disk = scratch.disk;
    Owners owners =
        new Owners(
            new ThievingDisk(disk, thief),
            scratch.root.toRealPath().resolve("work"),
            new OwnerNames("mx", java.time.Clock.systemUTC(), new java.util.Random(7)));
    OwnerFolder second = owners.enrol();
    assertEquals(1, thief.size());
    assertEquals(2, scratch.names(Folder.WORK).size());
    assertTrue(second.leave(false));
    thief.get(0).close();
  }

  @Test
  void ownersOfOtherProcessesAreSeenToLiveAndDie() throws Exception {
    Child child = Child.start(HoldingChild.class, List.of(), scratch.root.toString());
    scratch.deliver("a", "x");
    String owner = child.process().inputReader().readLine();
    assertEquals(List.of(), scratch.spool.abandoned());
    assertEquals(Optional.empty(), scratch.spool.takeOver(owner));
    child.process().destroyForcibly().waitFor();
    assertEquals(List.of(owner), scratch.spool.abandoned());
    scratch.spool.takeOver(owner).orElseThrow().close();
    assertEquals(List.of(), scratch.names(Folder.WORK));
  }

  /** Enrols, says its name, and stays. */
  static final class HoldingChild {
    public static void main(String[] args) throws IOException {
      Spool spool = Spool.open(Path.of(args[0]), Failpoints.NONE);
      try (Owner owner = spool.enrol()) {
        System.out.println(owner.name());
        int end = System.in.read();
        System.out.println(end);
      }
    }
  }

  @Test
  void theInboxIsNewThenCur() throws IOException {
    scratch.deliver("b", "x");
    Files.writeString(scratch.at(Folder.INBOX_CUR, "a:2,S"), "x");
    try (FolderStream inbox = scratch.spool.inbox()) {
      assertEquals("b", inbox.next().orElseThrow().getFileName().toString());
      assertEquals("a:2,S", inbox.next().orElseThrow().getFileName().toString());
      assertTrue(inbox.isEmpty());
      assertEquals(Optional.empty(), inbox.next());
    }
  }

  @Test
  void depthsCountMailAndNothingElse() throws IOException {
    Instant old = Instant.parse("2026-01-01T00:00:00Z");
    Files.setLastModifiedTime(scratch.deliver("a", "x"), FileTime.from(old));
    scratch.deliver("b", "x");
    try (Owner owner = scratch.spool.enrol()) {
      Claim failed = scratch.claimOne(owner, "f", "x");
      Claim done = scratch.claimOne(owner, "d", "x");
      owner.archive(List.of(to(Box.FAILED, failed, 1), to(Box.DONE, done, 2)));
      Claim a = scratch.claimOne(owner, "c", "x");
      Map<Folder, Depth> depths = scratch.spool.depths();
      assertEquals(3, depths.get(Folder.WORK).files());
      assertEquals(Optional.of(old), depths.get(Folder.WORK).oldest());
      assertEquals(1, depths.get(Folder.FAILED).files());
      assertEquals(new Depth(1, Optional.empty()), depths.get(Folder.DONE));
      assertEquals(new Depth(0, Optional.empty()), depths.get(Folder.INBOX_NEW));
      owner.release(a);
    }
  }

  @Test
  void aFailedOriginalGoesBackWithItsReasonGone() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      owner.archive(List.of(to(Box.FAILED, scratch.claimOne(owner, "a", "x"), 1)));
    }
    assertEquals(List.of("a"), scratch.spool.failed(9));
    assertEquals(List.of(), scratch.spool.failed(0));
    assertEquals(Optional.of("{\"why\":\"test\"}"), scratch.spool.why("a"));
    assertTrue(scratch.spool.reprocess("a"));
    assertFalse(scratch.spool.reprocess("a"));
    assertEquals(List.of(), scratch.names(Folder.FAILED));
    assertEquals(List.of("a"), scratch.names(Folder.INBOX_NEW));
    assertEquals(Optional.empty(), scratch.spool.why("a"));
  }

  @Test
  void aRowsFileIsFoundWhereverItIs() throws IOException {
    Publication row = new Publication("o.1", "7.1.eml");
    assertEquals(Optional.empty(), scratch.spool.locate(row));
    Path at = Files.writeString(scratch.at(Folder.QUEUE_TMP, "o.1"), "x");
    assertEquals(Optional.of(QueuePlace.STAGED), scratch.spool.locate(row));
    Path work = Files.createDirectory(scratch.at(Folder.QUEUE_WORK, "courier"));
    Map<QueuePlace, Path> places =
        Map.of(
            QueuePlace.NEW, scratch.at(Folder.QUEUE_NEW, "7.1.eml"),
            QueuePlace.WORK, work.resolve("7.1.eml"),
            QueuePlace.SENT, scratch.at(Folder.QUEUE_SENT, "7.1.eml"),
            QueuePlace.BAD, scratch.at(Folder.QUEUE_BAD, "7.1.eml"));
    for (Map.Entry<QueuePlace, Path> place : places.entrySet()) {
      at = Files.move(at, place.getValue());
      assertEquals(Optional.of(place.getKey()), scratch.spool.locate(row));
    }
  }
}
