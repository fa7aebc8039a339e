package org.emailflow.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the settings of a site. */
public final class ConfigReader {

  private ConfigReader() {}

  /** Settings, and what a person should know about them: one line each. */
  public record Reading(Config config, List<String> warnings) {
    public Reading {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads {@code file}, or none, with the environment over it.
   *
   * @throws ConfigException if anything in either is wrong
   */
  public static Reading read(Optional<Path> file, Map<String, String> environment) {
    if (file.isPresent() || !environment.isEmpty()) {
      throw new UnsupportedOperationException("not read yet");
    }
    throw new ConfigException("not read yet");
  }

  /**
   * Where the settings are: {@code given} (the command line's), else {@code EFM_CONFIG}, else
   * {@code /etc/efm/efm.toml} if there is one, else nowhere.
   */
  public static Optional<Path> locate(Optional<Path> given, Map<String, String> environment) {
    return given.or(() -> Optional.ofNullable(environment.get("EFM_CONFIG")).map(Path::of));
  }
}
