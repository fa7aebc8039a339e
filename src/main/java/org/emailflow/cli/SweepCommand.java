package org.emailflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm sweep}: one pass over inbox and due deferred. */
@Command(
    name = "sweep",
    description = {
      "Relays what has arrived: one pass over the inbox and the deferred mail that is due.",
      "Safe to run at any time and several times at once."
    },
    footer = {
      "",
      "The last line is the count, such as:",
      "  swept 3: relayed 2 denied 1 discarded 0 deferred 0 failed 0 duplicate 0",
      "With --json each message is an object on a line of its own, then the totals."
    })
final class SweepCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Override
  public void run() {
    Sweeping.run(main::site, spec.commandLine().getOut(), json);
  }
}
