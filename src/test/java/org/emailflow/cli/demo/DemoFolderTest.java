package org.emailflow.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emailflow.config.Config;
import org.emailflow.config.ConfigReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
  @TempDir Path parent;

  private DemoFolder create(String... relay) {
    return DemoFolder.create(Map.of("TMPDIR", parent.toString()), relay);
  }

  @Test
  void isInTmpdirAndForItsOwnerAlone() throws Exception {
    DemoFolder folder = create();
    assertEquals(parent, folder.root().getParent());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.root())));
  }

  @Test
  void itsSettingsAreWhatEveryCommandReads() {
    DemoFolder folder = create("bcc = \"relay\"");
    Config config = ConfigReader.read(Optional.of(folder.settings()), Map.of()).config();
    assertEquals(List.of(DemoFolder.DOMAIN), config.domains());
    assertEquals(folder.root().resolve("spool"), config.spool());
    assertEquals(Config.Bcc.RELAY, config.relay().bcc());
    assertTrue(config.database().isEmpty(), "the embedded one");
  }

  @Test
  void aFolderWithAnOddNameStillHasGoodSettings() throws Exception {
    Path odd = Files.createDirectory(parent.resolve("a \"b\" \\c"));
    DemoFolder folder = DemoFolder.create(Map.of("TMPDIR", odd.toString()));
    Config config = ConfigReader.read(Optional.of(folder.settings()), Map.of()).config();
    assertEquals(folder.root().resolve("spool"), config.spool());
  }

  @Test
  void nothingIsLeft() throws Exception {
    DemoFolder folder = create();
    Files.createDirectories(folder.root().resolve("spool/db/data"));
    Files.writeString(folder.root().resolve("spool/db/data/x"), "x");
    folder.delete();
    assertFalse(Files.exists(folder.root()));
  }

  @Test
  void aMissingTmpdirIsOneLineThatSaysWhatToDo() {
    Map<String, String> environment = Map.of("TMPDIR", parent.resolve("none").toString());
    DemoException e = assertThrows(DemoException.class, () -> DemoFolder.create(environment));
    assertTrue(e.getMessage().contains("set TMPDIR"), e.getMessage());
  }
}
