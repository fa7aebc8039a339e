package org.emailflow.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the settings of a site: built-in defaults, {@code efm.toml} over them, {@code EFM_}
 * variables over both.
 *
 * <p>Nothing is guessed: an unknown key or a bad value refuses the whole, with its place and what
 * to write instead. All that is wrong is found in one reading. An unknown variable only warns: the
 * environment belongs to others too.
 *
 * <p>With neither file nor variable the result is fit for trying out: domain {@code relay.example},
 * to which no mail can come, and an embedded database.
 */
public final class ConfigReader {

  private static final Path USUAL = Path.of("/etc/efm/efm.toml");

  private ConfigReader() {}

  /**
   * The lines of a site's chain file.
   *
   * @throws ConfigException if it cannot be read
   */
  public static List<String> chainLines(Path file) {
    return TextFile.read(file, "mend `chain`, or make the file").lines().toList();
  }

  /** Settings, and what a person should know about them: one line each. */
  public record Reading(Config config, List<String> warnings) {
    public Reading {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Where the settings are: {@code given} (the command line's), else {@code EFM_CONFIG}, else
   * {@code /etc/efm/efm.toml} unless there is none, else nowhere. A file that is named need not
   * exist: {@link #read} says so.
   */
  public static Optional<Path> locate(Optional<Path> given, Map<String, String> environment) {
    return locate(given, environment, USUAL);
  }

  // Where the folder may not be looked into, "not known to be missing" must not become "no file":
  // the relay would start on its defaults, with an empty database.
  static Optional<Path> locate(Optional<Path> given, Map<String, String> environment, Path usual) {
    return given
        .or(() -> new Variables(environment).named("EFM_CONFIG").map(Path::of))
        .or(() -> Files.notExists(usual) ? Optional.empty() : Optional.of(usual));
  }

  /**
   * Reads {@code file}, or none, with the environment over it.
   *
   * @throws ConfigException if anything in either is wrong
   */
  public static Reading read(Optional<Path> file, Map<String, String> environment) {
    Findings findings = new Findings();
    Map<List<String>, Setting> settings =
        file.map(path -> TomlSettings.read(path, findings)).orElse(Map.of());
    Variables variables = new Variables(environment);
    Values values = new Values(settings, variables, findings);
    Config config = new ConfigBinder(values, variables, findings).bind(file);
    variables.warnOfUnknown(config.domains(), findings);
    findings.refuse();
    file.ifPresent(path -> warn(path, settings, values, findings));
    return new Reading(config, findings.warnings());
  }

  private static void warn(
      Path file, Map<List<String>, Setting> settings, Values values, Findings findings) {
    if (!values.isSet(KeyTable.DOMAINS)) {
      findings.warning(
          file + ": \"domains\" is not set, so the relay is relay.example, which gets no mail");
    }
    boolean secret = settings.keySet().stream().anyMatch(path -> path.contains("password"));
    if (secret && TextFile.isOpenToWorld(file)) {
      findings.warning(file + ": holds a password, and everyone may read it; run chmod o= " + file);
    }
  }
}
