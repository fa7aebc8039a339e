package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.emailflow.spool.Folder;
import org.junit.jupiter.api.Test;

/** What {@code spool-layout/} ships is what the spool room uses. */
class SpoolLayoutTest {

  private static final Path LAYOUT = Path.of("spool-layout");

  private static List<String> folders() {
    return Arrays.stream(Folder.values()).map(Folder::path).sorted().toList();
  }

  @Test
  void theSkeletonHasTheFoldersOfTheSpool() throws IOException {
    Path root = LAYOUT.resolve("efm");
    try (Stream<Path> files = Files.walk(root)) {
      List<String> kept =
          files
              .filter(Files::isRegularFile)
              .map(file -> root.relativize(file.getParent()).toString())
              .sorted()
              .toList();
      assertEquals(folders(), kept);
    }
  }

  @Test
  void theTmpfilesEntryMakesEachOfThem() throws IOException {
    List<String> made = Files.readAllLines(LAYOUT.resolve("efm.conf"));
    List<String> wanted = folders().stream().map("/var/spool/efm/"::concat).toList();
    List<String> leaves =
        made.stream()
            .filter(line -> line.startsWith("d "))
            .map(line -> line.split(" ", 3)[1])
            .filter(wanted::contains)
            .sorted()
            .toList();
    assertEquals(wanted, leaves);
  }

  @Test
  void theReadmeNamesEachOfThem() throws IOException {
    String readme = Files.readString(LAYOUT.resolve("README.md"));
    List<String> missing =
        folders().stream().filter(folder -> !readme.contains("`" + folder)).toList();
    assertEquals(List.of(), missing);
  }
}
