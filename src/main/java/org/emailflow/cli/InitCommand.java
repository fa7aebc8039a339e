package org.emailflow.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm init}: makes what a site needs; may be run again at any time. */
@Command(
    name = "init",
    description = {
      "Makes the spool and the keys, brings the tables up to date, grants the configured database"
          + " users what they need.",
      "Safe to run again: what is there stays as it is."
    })
final class InitCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    try (Site site = main.site()) {
      Setup setup = new Setup(site);
      setup.spool();
      setup.keys();
      int migrations = setup.database();
      out.println("spool     " + site.config().spool());
      out.println("keys      " + site.config().keys().file());
      out.println(
          "database  "
              + (site.logins().isEmbedded()
                  ? "embedded, in "
                      + site.logins().embeddedFolder()
                      + "; for trying out and small sites"
                  : site.config().database().orElseThrow().url())
              + "; "
              + (migrations == 0 ? "up to date" : migrations + " migrations applied"));
    }
    out.flush();
  }
}
