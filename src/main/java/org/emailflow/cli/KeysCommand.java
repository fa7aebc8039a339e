package org.emailflow.cli;

import java.io.PrintWriter;
import org.emailflow.config.Keyring;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm keys}: the keys that sign tokens, loop marks and Message-IDs. */
@Command(
    name = "keys",
    description = {
      "The keys that sign tokens, loop marks and Message-IDs.",
      "The first signs, all verify: what an old key signed stays good until its line is removed."
    })
final class KeysCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw Usage.missing(spec);
  }

  @Command(name = "list", description = "Shows the ids of the keys, the signing one first.")
  void list() {
    try (Site site = main.site()) {
      PrintWriter out = spec.commandLine().getOut();
      site.keyring().ids().forEach(out::println);
      out.flush();
    }
  }

  @Command(
      name = "rotate",
      description = {
        "Puts a new key first; prints its id.",
        "A daemon (efm run) reads the keys when it starts: restart it."
      })
  void rotate() {
    try (Site site = main.site()) {
      Keyring rotated = site.rotateKeys();
      PrintWriter out = spec.commandLine().getOut();
      out.println(rotated.ids().get(0));
      out.flush();
    }
  }
}
