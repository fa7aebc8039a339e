package org.emailflow.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The command lines of timers, {@code [-c FILE] sweep|deliver [--json]}, read without picocli (see
 * {@link Start}). Any other word, and it is not one of them: picocli reads it and knows what to
 * say.
 */
record PlainLine(Optional<Path> config, Command command, boolean json) {

  enum Command {
    SWEEP,
    DELIVER
  }

  static Optional<PlainLine> of(String... words) {
    int next = 0;
    Optional<Path> config = Optional.empty();
    if (words.length >= 2 && (words[0].equals("-c") || words[0].equals("--config"))) {
      if (words[1].startsWith("-")) {
        return Optional.empty();
      }
      config = Optional.of(Path.of(words[1]));
      next = 2;
    }
    Command command = next < words.length ? command(words[next]) : null;
    boolean json = words.length == next + 2 && words[next + 1].equals("--json");
    boolean whole = words.length == next + 1 || json;
    return command != null && whole
        ? Optional.of(new PlainLine(config, command, json))
        : Optional.empty();
  }

  private static Command command(String word) {
    return switch (word) {
      case "sweep" -> Command.SWEEP;
      case "deliver" -> Command.DELIVER;
      default -> null;
    };
  }
}
