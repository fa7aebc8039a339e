package org.emailflow.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A taken name is never replaced: by renameat2, and by the way round it. */
class LocalDiskTest {

  @TempDir Path folder;

  static Stream<Disk> disks() {
    assumeTrue(Libc.load().isPresent(), "no C library through JNA here");
    return Stream.of(new LocalDisk(), new LocalDisk(Optional::empty));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @ParameterizedTest
  @MethodSource("disks")
  void aTakenNameIsNeverReplaced(Disk disk) throws IOException {
    Path a = file("a", "a");
    Path b = file("b", "b");
    assertThrows(FileAlreadyExistsException.class, () -> disk.put(a, b));
    assertThrows(FileAlreadyExistsException.class, () -> disk.take(a, b));
    assertEquals("a", Scratch.read(a));
    assertEquals("b", Scratch.read(b));
  }

  @ParameterizedTest
  @MethodSource("disks")
  void aFreeNameIsTaken(Disk disk) throws IOException {
    disk.put(file("a", "a"), folder.resolve("b"));
    disk.take(folder.resolve("b"), folder.resolve("c"));
    assertEquals(List.of("c"), Scratch.names(folder));
    assertEquals("a", Scratch.read(folder.resolve("c")));
  }

  @ParameterizedTest
  @MethodSource("disks")
  void aFileThatIsGoneIsSaidToBe(Disk disk) throws IOException {
    Path gone = folder.resolve("gone");
    Path taken = file("taken", "x");
    assertThrows(NoSuchFileException.class, () -> disk.put(gone, folder.resolve("b")));
    assertThrows(NoSuchFileException.class, () -> disk.take(gone, folder.resolve("b")));
    assertThrows(NoSuchFileException.class, () -> disk.put(gone, taken));
    Path a = file("a", "a");
    assertThrows(NoSuchFileException.class, () -> disk.put(a, folder.resolve("no/such")));
  }

  @ParameterizedTest
  @MethodSource("disks")
  void aPutThatWasCutBetweenItsTwoNamesIsCompleted(Disk disk) throws IOException {
    Path a = file("a", "a");
    Path b = Files.createLink(folder.resolve("b"), a);
    disk.put(a, b);
    assertEquals(List.of("b"), Scratch.names(folder));
    assertEquals("a", Scratch.read(b));
  }

  @ParameterizedTest
  @MethodSource("disks")
  void namesOutsideAsciiAreRenamedToo(Disk disk) throws IOException {
    disk.put(file("a", "a"), folder.resolve("ñ 100%"));
    disk.take(folder.resolve("ñ 100%"), folder.resolve("日本"));
    assertEquals(List.of("日本"), Scratch.names(folder));
  }

  @ParameterizedTest
  @MethodSource("disks")
  void aBatchIsSynced(Disk disk) throws IOException {
    Path a = file("a", "a");
    try (Durability durability = disk.durability(folder)) {
      durability.sync(List.of(a, file("b", "b")), List.of(folder));
      durability.sync(List.of(), List.of(folder));
    }
  }

  @Test
  void aFileThatCannotBeSyncedIsAnError() throws IOException {
    try (Durability each = new SyncEach(new LocalDisk())) {
      Path a = file("a", "a");
      assertThrows(
          IOException.class, () -> each.sync(List.of(a, folder.resolve("gone")), List.of(folder)));
    }
  }

  @Test
  void theKindOfSyncFollowsWhatThereIs() throws IOException {
    try (Durability without = new LocalDisk(Optional::empty).durability(folder)) {
      assertTrue(without instanceof SyncEach);
    }
    assertTrue(LocalDisk.syncfsReports("5.8"));
    assertTrue(LocalDisk.syncfsReports("6.1.0-13-amd64"));
    assertTrue(LocalDisk.syncfsReports("10.0.0"));
    assertFalse(LocalDisk.syncfsReports("5.4.0-150-generic"));
    assertFalse(LocalDisk.syncfsReports("4.19"));
    assertFalse(LocalDisk.syncfsReports("unknown"));
  }
}
