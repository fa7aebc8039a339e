package org.emailflow.config;

import java.util.List;

/**
 * The settings cannot be used, and will not be until a person has mended them (permanent; exit code
 * 78). The message is one line that says where and how; {@link #problems} has all that were found,
 * in the order of the file, so that they can be mended in one go.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /**
   * @param problems one line each, at least one
   */
  public ConfigException(List<String> problems) {
    super(problems.get(0));
    this.problems = List.copyOf(problems);
  }

  public ConfigException(String problem) {
    this(List.of(problem));
  }

  /** All problems, each in one line, the first being the message. */
  public List<String> problems() {
    return problems;
  }
}
