package org.emailflow.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings files for tests; each begins with a domain, so that nothing warns. */
final class Toml {

  static final String DOMAIN = "domains = [\"relay.test\"]\n";

  private final Path file;

  private Toml(Path file) {
    this.file = file;
  }

  static Toml in(Path folder, String text) {
    return new Toml(write(folder.resolve("efm.toml"), text, "rw-r-----"));
  }

  static Path write(Path file, String text, String mode) {
    try {
      Files.writeString(file, text);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file() {
    return file;
  }

  ConfigReader.Reading read(Map<String, String> environment) {
    return ConfigReader.read(Optional.of(file), environment);
  }

  Config config() {
    return read(Map.of()).config();
  }

  /** What is wrong with the file, without its folder. */
  List<String> problems(Map<String, String> environment) {
    ConfigException refused = assertThrows(ConfigException.class, () -> read(environment));
    return refused.problems().stream()
        .map(problem -> problem.replace(file.getParent() + "/", ""))
        .toList();
  }

  List<String> problems() {
    return problems(Map.of());
  }
}
