package org.emailflow.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and reports: whole or not at all, and never readable by others in between. */
class DurableFileTest {

  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void createNeverReplaces() throws IOException {
    Path keys = folder.resolve("keys");
    DurableFile.create(keys, bytes("one"), SECRET);
    assertThrows(SpoolException.Taken.class, () -> DurableFile.create(keys, bytes("two"), SECRET));
    assertEquals("one", Scratch.read(keys));
    assertEquals(List.of("keys"), Scratch.names(folder));
    assertEquals(SECRET, Files.getPosixFilePermissions(keys));
  }

  @Test
  void replaceReplacesWithTheModeAsked() throws IOException {
    Path report = Files.writeString(folder.resolve("report"), "one");
    Set<PosixFilePermission> open = PosixFilePermissions.fromString("rw-rw-rw-");
    DurableFile.replace(report, bytes("two"), open);
    assertEquals("two", Scratch.read(report));
    assertEquals(open, Files.getPosixFilePermissions(report));
    assertEquals(List.of("report"), Scratch.names(folder));
  }

  @Test
  void itIsSyncedBeforeItHasItsNameAndTheFolderAfter() throws IOException {
    FakeDisk disk = new FakeDisk(new LocalDisk());
    new DurableFile(disk).write(folder.resolve("keys"), bytes("x"), SECRET);
    String temporary = disk.log.get(0).replace("create ", "");
    assertEquals(
        List.of(
            "create " + temporary, "sync " + temporary, "put keys", "sync " + folder.getFileName()),
        disk.log);
  }

  @Test
  void whatFailsLeavesNothing() throws IOException {
    FakeDisk disk = new FakeDisk(new LocalDisk());
    disk.writesFail = "No space left on device";
    assertThrows(
        IOException.class,
        () -> new DurableFile(disk).write(folder.resolve("keys"), bytes("x"), SECRET));
    disk.writesFail = null;
    disk.syncsFail = "Input/output error";
    assertThrows(
        IOException.class,
        () -> new DurableFile(disk).write(folder.resolve("keys"), bytes("x"), SECRET));
    assertEquals(List.of(), Scratch.names(folder));
  }

  @Test
  void aFolderThatIsNotThereIsSaidToBe() {
    assertThrows(
        SpoolException.Configuration.class,
        () -> DurableFile.create(folder.resolve("no/keys"), bytes("x"), SECRET));
  }
}
