package org.emailflow.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Step;

/**
 * Kills a worker at a step: keeps a copy of the spool as it is in that moment, without anybody's
 * lock, and throws what nothing catches. What the dying code still tidies up is done to a spool
 * that nobody looks at any more.
 */
final class Corpse implements Failpoints {

  /** The end of the worker. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    private Killed(Step step) {
      super("killed at " + step);
    }
  }

  private final Path living;
  private final Step at;
  private final Path spool;
  private int left;

  /**
   * @param times how often the step is taken until it kills
   */
  Corpse(Path living, Step at, int times, Path spool) {
    this.living = living;
    this.at = at;
    this.left = times;
    this.spool = spool;
  }

  /** The spool that the dead worker left. */
  Path spool() {
    return spool;
  }

  @Override
  public void reach(Step step) {
    if (step == at && --left == 0) {
      copy(living, spool);
      throw new Killed(step);
    }
  }

  /** Copies with the times of the files: the receive time is one of them. */
  static Path copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path onlyFolder(Path of) throws IOException {
    try (Stream<Path> folders = Files.list(of)) {
      List<Path> found =
          folders.filter(Files::isDirectory).sorted(Comparator.naturalOrder()).toList();
      return found.get(0);
    }
  }

  /** Size and check sum, as the table {@code outbound} has them, with a blank. */
  static String print(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return bytes.length + " " + sum.getValue();
  }
}
