package org.emailflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code efm demo}. */
@Command(name = "demo", description = "Shows all of it on realistic mail, in a folder of its own.")
final class DemoCommand implements Runnable {
  @ParentCommand private Main main;

  @Override
  public void run() {
    main.site().close();
  }
}
