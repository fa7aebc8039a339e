package org.emailflow.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What a group of commands says when none of them is named. */
final class Usage {
  private Usage() {}

  static ParameterException missing(CommandSpec spec) {
    String names = String.join(", ", spec.subcommands().keySet());
    return new ParameterException(spec.commandLine(), "name one of: " + names);
  }
}
