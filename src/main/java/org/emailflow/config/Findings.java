package org.emailflow.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong, and what is only worth saying, gathered over one reading. */
final class Findings {

  private record Problem(int line, String text) {}

  private final List<Problem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** Something wrong about a setting. */
  void problem(Setting setting, String text) {
    problem(setting.line(), setting.where() + ": " + text);
  }

  /** Something wrong on a line of the file; {@code text} names the place. */
  void problem(int line, String text) {
    problems.add(new Problem(line, text));
  }

  void warning(String text) {
    warnings.add(text);
  }

  List<String> warnings() {
    return warnings;
  }

  /**
   * @throws ConfigException with all problems, in the order of the file, if there are any
   */
  void refuse() {
    if (!problems.isEmpty()) {
      problems.sort(Comparator.comparingInt(Problem::line));
      throw new ConfigException(problems.stream().map(Problem::text).toList());
    }
  }
}
