package org.emailflow.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The {@code <name>.why} files beside the originals in {@code failed/}: one line of JSON each. */
final class Reasons {

  static final String SUFFIX = ".why";

  private Reasons() {}

  static Path path(Path original) {
    return original.resolveSibling(original.getFileName() + SUFFIX);
  }

  static boolean isOne(Path file) {
    return file.getFileName().toString().endsWith(SUFFIX);
  }

  static boolean holds(Path why, byte[] line) throws IOException {
    return Files.size(why) == line.length && Arrays.equals(Files.readAllBytes(why), line);
  }

  /** The reason why {@code original} failed, without its line end. */
  static Optional<String> read(Path original) {
    Path why = path(original);
    try {
      return Optional.of(Files.readString(why, StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw SpoolException.of("read", why, e);
    }
  }
}
