package org.emailflow.spool;

import static org.emailflow.spool.Scratch.text;
import static org.emailflow.spool.Scratch.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One owner, S0 to S5. */
class OwnerTest {

  @TempDir Path folder;
  private Scratch scratch;

  @BeforeEach
  void spool() {
    scratch = new Scratch(folder.resolve("spool"));
  }

  @Test
  void carriesAMessageFromTheInboxToDone() throws IOException {
    Instant received = Instant.parse("2026-01-01T10:20:30.123456Z");
    Files.setLastModifiedTime(scratch.deliver("1.a.mx:2,S", "Hi\n"), FileTime.from(received));
    try (Owner owner = scratch.spool.enrol()) {
      Claim claim = scratch.claimAll(owner).get(0);
      assertEquals(new Claim("1.a.mx:2,S", path(owner, "1.a.mx:2,S"), received, 3), real(claim));
      Staged staged = owner.stage(0, text("out\n"));
      owner.syncStaged(List.of(staged));
      assertEquals(List.of(), owner.publish(List.of(new Publication(staged.name(), "7.1.eml"))));
      Archival archival = to(Box.DONE, claim, 7);
      assertEquals(List.of(new Archived(archival, "1.a.mx:2,S")), owner.archive(List.of(archival)));
    }
    Path done = scratch.at(Folder.DONE, "2026-01-02/1.a.mx:2,S");
    assertEquals("Hi\n", Scratch.read(done));
    assertEquals(received, Files.getLastModifiedTime(done).toInstant());
    assertEquals("out\n", Scratch.read(scratch.at(Folder.QUEUE_NEW, "7.1.eml")));
    assertEquals(List.of(), scratch.names(Folder.WORK));
    assertEquals(List.of(), scratch.names(Folder.QUEUE_TMP));
  }

  private Path path(Owner owner, String name) throws IOException {
    return scratch.root.toRealPath().resolve("work").resolve(owner.name()).resolve(name);
  }

  private static Claim real(Claim claim) throws IOException {
    return new Claim(claim.name(), claim.path().toRealPath(), claim.received(), claim.size());
  }

  @Test
  void claimsAreReadThroughTheirOwnChannel() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Claim claim = scratch.claimOne(owner, "a", "text of a");
      try (FileChannel channel = claim.open()) {
        byte[] bytes = Channels.newInputStream(channel).readAllBytes();
        assertEquals("text of a", new String(bytes, StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void claimsNoMoreThanAsked() throws IOException {
    for (int i = 0; i < 5; i++) {
      scratch.deliver("m" + i, "x");
    }
    try (Owner owner = scratch.spool.enrol();
        FolderStream inbox = scratch.spool.inbox()) {
      assertEquals(2, owner.claim(inbox, 2, name -> true).size());
      assertEquals(3, owner.claim(inbox, 9, name -> true).size());
      assertEquals(List.of(), owner.claim(inbox, 9, name -> true));
    }
  }

  @Test
  void whatIsNotWantedStays() throws IOException {
    scratch.deliver("a", "x");
    scratch.deliver("b", "x");
    try (Owner owner = scratch.spool.enrol();
        FolderStream inbox = scratch.spool.inbox()) {
      List<Claim> claims = owner.claim(inbox, 9, name -> !name.equals("a"));
      assertEquals(List.of("b"), claims.stream().map(Claim::name).toList());
      assertEquals("a", owner.claimArrived("a").orElseThrow().name());
      assertEquals(Optional.empty(), owner.claimArrived("a"));
      owner.release(claims.get(0));
    }
  }

  @Test
  void aDeferredOriginalWhoseNameWasTakenIsFoundUnderItsOther() throws IOException {
    Files.writeString(scratch.at(Folder.DEFERRED, "a"), "another's");
    try (Owner owner = scratch.spool.enrol()) {
      owner.archive(List.of(to(Box.DEFERRED, scratch.claimOne(owner, "a", "x"), 7)));
      assertEquals("a~7", owner.claimDeferred("a", 7).orElseThrow().name());
      assertEquals(List.of("a"), scratch.names(Folder.DEFERRED));
    }
  }

  @Test
  void aFileThatLeftMeanwhileIsPassedOver() throws IOException {
    Path first = scratch.deliver("a", "x");
    try (Owner owner = scratch.spool.enrol();
        FolderStream inbox = scratch.spool.inbox()) {
      assertFalse(inbox.isEmpty()); // it has seen the file
      Files.delete(first);
      assertEquals(List.of(), owner.claim(inbox, 1, name -> true));
    }
  }

  @Test
  void foldersLinksAndDotFilesAreNoMail() throws IOException {
    Files.createDirectory(scratch.at(Folder.INBOX_NEW, "folder"));
    Files.createSymbolicLink(scratch.at(Folder.INBOX_NEW, "link"), Path.of("/etc/hostname"));
    scratch.deliver(".hidden", "x");
    try (Owner owner = scratch.spool.enrol()) {
      assertEquals(List.of(), scratch.claimAll(owner));
    }
    assertEquals(List.of(".hidden", "folder", "link"), scratch.names(Folder.INBOX_NEW));
  }

  @Test
  void theSameNameInNewAndCurKeepsBoth() throws IOException {
    scratch.deliver("same", "new");
    Files.writeString(scratch.at(Folder.INBOX_CUR, "same"), "cur");
    try (Owner owner = scratch.spool.enrol()) {
      List<Claim> claims = scratch.claimAll(owner);
      assertEquals(1, claims.size());
      assertEquals("new", Scratch.read(claims.get(0).path()));
      assertEquals("cur", Scratch.read(scratch.at(Folder.INBOX_CUR, "same")));
      owner.release(claims.get(0));
    }
  }

  @Test
  void aFolderThatWasRemovedIsNoEmptyInbox() throws IOException {
    scratch.deliver("a", "x");
    Owner owner = scratch.spool.enrol();
    Path own = scratch.at(Folder.WORK, owner.name());
    Files.delete(own.resolve(OwnerLock.FILE));
    Files.delete(own);
    assertThrows(SpoolException.Configuration.class, () -> scratch.claimAll(owner));
    assertEquals(List.of("a"), scratch.names(Folder.INBOX_NEW));
  }

  @Test
  void stagedFilesAreCountedAndSummedUp() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Staged staged = owner.stage(3, text("abc"));
      assertEquals(owner.name() + ".3", staged.name());
      assertEquals(3, staged.size());
      assertEquals(0x364b3fb7L, staged.crc32c());
      owner.unstage(staged);
    }
    assertEquals(List.of(), scratch.names(Folder.QUEUE_TMP));
  }

  @Test
  void aStagedNumberIsNeverReplaced() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Staged staged = owner.stage(1, text("first"));
      assertThrows(SpoolException.Taken.class, () -> owner.stage(1, text("second")));
      assertEquals("first", Scratch.read(scratch.at(Folder.QUEUE_TMP, staged.name())));
      owner.unstage(staged);
    }
  }

  @Test
  void contentThatFailsLeavesNothingAndIsToldFromADiskThatFails() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      IOException broken = new IOException("broken MIME");
      IOException thrown =
          assertThrows(
              IOException.class,
              () ->
                  owner.stage(
                      1,
                      out -> {
                        out.write(1);
                        throw broken;
                      }));
      assertEquals(broken, thrown);
      assertEquals(List.of(), scratch.names(Folder.QUEUE_TMP));
    }
  }

  @Test
  void aFullDiskLeavesNoPartialFileAndTheClaimsIntact() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Claim claim = scratch.claimOne(owner, "a", "x");
      scratch.disk.writesFail = "No space left on device";
      SpoolException full =
          assertThrows(
              SpoolException.Temporary.class, () -> owner.stage(1, text("x".repeat(100_000))));
      assertTrue(full.getMessage().contains("disk full"), full.getMessage());
      assertFalse(full.getMessage().contains("\n"));
      assertEquals(List.of(), scratch.names(Folder.QUEUE_TMP));
      assertEquals("x", Scratch.read(claim.path()));
      owner.release(claim);
    }
  }

  @Test
  void aFullDiskIsSeenEvenIfTheContentSwallowsIt() {
    try (Owner owner = scratch.spool.enrol()) {
      scratch.disk.writesFail = "No space left on device";
      Content swallows =
          out -> {
            try {
              out.write(new byte[100_000]);
            } catch (RuntimeException e) {
              throw new IllegalStateException("wrapped", e);
            }
          };
      assertThrows(SpoolException.Temporary.class, () -> owner.stage(1, swallows));
    }
  }

  @Test
  void syncCoversFilesAndEveryFolderThatChanged() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      scratch.claimOne(owner, "a", "x");
      Files.writeString(scratch.at(Folder.INBOX_CUR, "b:2,"), "x");
      scratch.claimAll(owner);
      Staged staged = owner.stage(1, text("out"));
      scratch.disk.log.clear();
      owner.syncStaged(List.of(staged));
      assertEquals(
          List.of(
              "sync cur",
              "sync " + owner.name(),
              "sync " + owner.name() + ".1",
              "sync new",
              "sync tmp",
              "sync work"),
          scratch.disk.log.stream().sorted().toList());
      scratch.disk.log.clear();
      owner.syncStaged(List.of());
      assertEquals(
          List.of("sync " + owner.name(), "sync tmp"), scratch.disk.log.stream().sorted().toList());
    }
  }

  @Test
  void aFailedSyncIsNeverTriedAgainOnTheSameFile() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Staged staged = owner.stage(1, text("out"));
      scratch.disk.syncsFail = "Input/output error";
      assertThrows(SpoolException.Temporary.class, () -> owner.syncStaged(List.of(staged)));
      scratch.disk.syncsFail = null;
      assertThrows(IllegalStateException.class, () -> owner.syncStaged(List.of(staged)));
      owner.unstage(staged);
      owner.syncStaged(List.of(owner.stage(1, text("out"))));
    }
  }

  @Test
  void publishingTwiceIsPublishingOnce() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Publication row = new Publication(owner.stage(1, text("out")).name(), "7.1.eml");
      assertEquals(List.of(), owner.publish(List.of(row)));
      assertEquals(List.of(), owner.publish(List.of(row)));
      Files.move(scratch.at(Folder.QUEUE_NEW, "7.1.eml"), scratch.at(Folder.QUEUE_SENT, "7.1.eml"));
      assertEquals(List.of(), owner.publish(List.of(row)));
      Files.delete(scratch.at(Folder.QUEUE_SENT, "7.1.eml"));
      assertEquals(List.of(row), owner.publish(List.of(row)));
    }
  }

  @Test
  void aTakenQueueNameIsNeverReplacedAndTheRestGoOn() throws IOException {
    Files.writeString(scratch.at(Folder.QUEUE_NEW, "7.1.eml"), "other");
    try (Owner owner = scratch.spool.enrol()) {
      Publication taken = new Publication(owner.stage(1, text("ours")).name(), "7.1.eml");
      Publication free = new Publication(owner.stage(2, text("next")).name(), "7.2.eml");
      assertThrows(SpoolException.Taken.class, () -> owner.publish(List.of(taken, free)));
      assertEquals("other", Scratch.read(scratch.at(Folder.QUEUE_NEW, "7.1.eml")));
      assertEquals("ours", Scratch.read(scratch.at(Folder.QUEUE_TMP, taken.stagedName())));
      assertEquals("next", Scratch.read(scratch.at(Folder.QUEUE_NEW, "7.2.eml")));
      owner.unstage(taken.stagedName());
    }
  }

  @Test
  void aQueueThatIsGoneIsAnErrorAndNotPublished() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Publication row = new Publication(owner.stage(1, text("out")).name(), "7.1.eml");
      Files.delete(scratch.root.resolve("queue/new"));
      assertThrows(SpoolException.Configuration.class, () -> owner.publish(List.of(row)));
      Files.createDirectory(scratch.root.resolve("queue/new"));
      assertEquals(List.of(), owner.publish(List.of(row)));
    }
  }

  @Test
  void everyBoxIsSyncedOnceABatchAndThenTheFolderThatWasLeft() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Claim a = scratch.claimOne(owner, "a", "a");
      Claim b = scratch.claimOne(owner, "b", "b");
      Claim c = scratch.claimOne(owner, "c", "c");
      scratch.disk.log.clear();
      owner.archive(List.of(to(Box.DONE, a, 1), to(Box.DONE, b, 2), to(Box.DEFERRED, c, 3)));
      assertEquals(
          List.of(
              "mkdir 2026-01-02",
              "sync done",
              "put a",
              "put b",
              "put c",
              "sync 2026-01-02",
              "sync deferred",
              "sync " + owner.name()),
          scratch.disk.log);
    }
  }

  @Test
  void aTakenNameInABoxKeepsBoth() throws IOException {
    for (Box box : Box.values()) {
      try (Owner owner = scratch.spool.enrol()) {
        Claim old = scratch.claimOne(owner, "same", "old");
        owner.archive(List.of(to(box, old, 1)));
        Claim young = scratch.claimOne(owner, "same", "young");
        Archival archival = to(box, young, 2);
        assertEquals(List.of(new Archived(archival, "same~2")), owner.archive(List.of(archival)));
      }
    }
    assertEquals(List.of("same", "same~2"), scratch.names(Folder.DEFERRED));
    assertEquals(List.of("same", "same.why", "same~2", "same~2.why"), scratch.names(Folder.FAILED));
    assertEquals("old", Scratch.read(scratch.at(Folder.DONE, "2026-01-02/same")));
    assertEquals("young", Scratch.read(scratch.at(Folder.DONE, "2026-01-02/same~2")));
  }

  @Test
  void whenBothNamesAreTakenTheOriginalStaysAndSomebodySeesIt() throws IOException {
    Files.writeString(scratch.at(Folder.DEFERRED, "a"), "1");
    Files.writeString(scratch.at(Folder.DEFERRED, "a~5"), "2");
    try (Owner owner = scratch.spool.enrol()) {
      Claim a = scratch.claimOne(owner, "a", "3");
      Claim b = scratch.claimOne(owner, "b", "4");
      assertThrows(
          SpoolException.Taken.class,
          () -> owner.archive(List.of(to(Box.DEFERRED, a, 5), to(Box.DEFERRED, b, 6))));
      assertEquals("3", Scratch.read(a.path()));
      assertEquals("4", Scratch.read(scratch.at(Folder.DEFERRED, "b")));
      owner.release(a);
    }
  }

  @Test
  void theReasonIsDurableBeforeTheOriginalMoves() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Claim claim = scratch.claimOne(owner, "a", "x");
      scratch.disk.log.clear();
      owner.archive(List.of(to(Box.FAILED, claim, 1)));
      List<String> log = scratch.disk.log;
      assertTrue(log.indexOf("put a.why") < log.indexOf("sync failed"), log.toString());
      assertTrue(log.indexOf("sync failed") < log.indexOf("put a"), log.toString());
    }
    assertEquals("{\"why\":\"test\"}\n", Scratch.read(scratch.at(Folder.FAILED, "a.why")));
  }

  @Test
  void aReasonThatACrashLeftAloneIsTakenUpAgain() throws IOException {
    Files.writeString(scratch.at(Folder.FAILED, "a.why"), "{\"why\":\"test\"}\n");
    Files.writeString(scratch.at(Folder.FAILED, "b.why"), "{\"why\":\"another\"}\n");
    try (Owner owner = scratch.spool.enrol()) {
      Claim a = scratch.claimOne(owner, "a", "x");
      Claim b = scratch.claimOne(owner, "b", "x");
      owner.archive(List.of(to(Box.FAILED, a, 1), to(Box.FAILED, b, 2)));
    }
    assertEquals(List.of("a", "a.why", "b.why", "b~2", "b~2.why"), scratch.names(Folder.FAILED));
  }

  @Test
  void anOriginalThatAnotherPutAwayIsNotInTheAnswer() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Claim claim = scratch.claimOne(owner, "a", "x");
      owner.archive(List.of(to(Box.DONE, claim, 1)));
      assertEquals(List.of(), owner.archive(List.of(to(Box.DONE, claim, 1))));
      assertEquals(List.of(), owner.archive(List.of(to(Box.FAILED, claim, 1))));
    }
    assertEquals(List.of(), scratch.names(Folder.FAILED));
  }

  @Test
  void deferredOriginalsAreClaimedByName() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Claim claim = scratch.claimOne(owner, "a", "x");
      owner.archive(List.of(to(Box.DEFERRED, claim, 1)));
      assertEquals(Optional.empty(), owner.claimDeferred("b", 2));
      assertEquals(claim, owner.claimDeferred("a", 1).orElseThrow());
      assertEquals(List.of(), scratch.names(Folder.DEFERRED));
      owner.release(claim);
    }
  }

  @Test
  void aNameFromOutsideCannotLeadOutOfItsFolder() {
    try (Owner owner = scratch.spool.enrol()) {
      for (String name : List.of("../inbox/new/a", "", ".lock", "..", "a/b", "a\0b")) {
        assertThrows(IllegalArgumentException.class, () -> owner.claimDeferred(name, 1));
      }
    }
  }

  @Test
  void releasedOriginalsKeepTheirTimeAndReplaceNothing() throws IOException {
    try (Owner owner = scratch.spool.enrol()) {
      Claim claim = scratch.claimOne(owner, "a", "first");
      scratch.deliver("a", "second");
      owner.release(claim);
      scratch.disk.log.clear();
    }
    assertTrue(scratch.disk.log.contains("sync new"), scratch.disk.log.toString());
    List<String> names = scratch.names(Folder.INBOX_NEW);
    assertEquals(2, names.size());
    assertEquals("second", Scratch.read(scratch.at(Folder.INBOX_NEW, "a")));
    assertEquals("first", Scratch.read(scratch.at(Folder.INBOX_NEW, names.get(1))));
  }

  @Test
  void closingKeepsWhatIsLeft() throws IOException {
    Owner owner = scratch.spool.enrol();
    Claim claim = scratch.claimOne(owner, "a", "x");
    owner.close();
    owner.close();
    assertEquals("x", Scratch.read(claim.path()));
    assertEquals(List.of(owner.name()), scratch.spool.abandoned());
  }

  @Test
  void closingWithStagedFilesKeepsTheFolderForRecovery() throws IOException {
    Owner owner = scratch.spool.enrol();
    Staged staged = owner.stage(1, text("out"));
    owner.close();
    assertEquals(List.of(owner.name()), scratch.names(Folder.WORK));
    assertEquals(List.of(owner.name()), scratch.spool.abandoned());
    try (Takeover takeover = scratch.spool.takeOver(owner.name()).orElseThrow()) {
      assertEquals(List.of(staged.name()), takeover.staged());
      takeover.owner().unstage(staged.name());
    }
    assertEquals(List.of(), scratch.names(Folder.WORK));
  }
}
