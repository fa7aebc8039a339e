package org.emailflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm deliver}: one pass over the queue. */
@Command(
    name = "deliver",
    description = {
      "Hands what waits in the queue to your mail server: each message that is due, once.",
      "Safe to run at any time and several times at once. [courier] transport says how:"
          + " smtp://host:port, or sendmail:/path."
    },
    footer = {
      "",
      "The last line is the count, such as:",
      "  delivered 3: sent 2 deferred 1 refused 0",
      "Deferred ones are tried again for five days; refused ones are kept in queue/bad.",
      "With --json each message is an object on a line of its own, then the totals.",
      "Exit code 75: the mail server is away, and the rest of the queue waits for the next time."
    })
final class DeliverCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Override
  public void run() {
    Delivering.run(main::site, spec.commandLine().getOut(), json);
  }
}
