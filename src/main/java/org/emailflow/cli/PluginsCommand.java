package org.emailflow.cli;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Plugin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm plugins}: the chain as it is asked. */
@Command(name = "plugins", description = "Shows the plugins in the order in which they are asked.")
final class PluginsCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    try (Site site = main.site()) {
      site.relay().chain().core().forEach(plugin -> print(out, plugin, "core"));
      site.relay().chain().site().forEach(plugin -> print(out, plugin, "site"));
    }
    out.flush();
  }

  private static void print(PrintWriter out, Plugin plugin, String from) {
    String hooks =
        plugin.hooks().stream().sorted().map(Hook::word).collect(Collectors.joining(" "));
    out.printf("%-4s  %-16s  %s%n", from, plugin.name(), hooks);
  }
}
