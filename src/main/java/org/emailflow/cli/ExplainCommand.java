package org.emailflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.emailflow.chain.Step;
import org.emailflow.mail.Octets;
import org.emailflow.worker.Explainer;
import org.emailflow.worker.Explainer.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm explain}: what would happen to a message, and why. */
@Command(
    name = "explain",
    description = {
      "Says what would happen to a message and why, plugin by plugin; writes nothing.",
      "FILE is a message as the MTA delivers it, with its Return-Path and Delivered-To on top:"
          + " one of inbox/new, failed or done, for example."
    })
final class ExplainCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "The object that sweep --json would print, one a line.")
  private boolean json;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Messages to explain.")
  private List<Path> files;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    try (Site site = main.site()) {
      Explainer explainer =
          new Explainer(
              site.relay(), () -> site.worker().batch(site.codes(), "explain"), site.clock());
      for (Path file : files) {
        print(out, file, explain(explainer, file));
      }
    }
    out.flush();
  }

  private static Explanation explain(Explainer explainer, Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return explainer.explain(
          Octets.of(channel),
          file.getFileName().toString(),
          Files.getLastModifiedTime(file).toInstant());
    } catch (NoSuchFileException e) {
      throw CommandException.badData("no file " + file);
    } catch (IOException e) {
      throw CommandException.badData("cannot read " + file + ": " + e.getMessage());
    }
  }

  private void print(PrintWriter out, Path file, Explanation explanation) {
    if (json) {
      out.println(OutcomeJson.line(explanation.outcome()));
      return;
    }
    out.println(file);
    for (Step step : explanation.steps()) {
      out.printf(
          "  %-8s  %-4s  %-16s  %-8s  %s%n",
          step.hook().word(),
          step.core() ? "core" : "site",
          step.plugin(),
          step.verdict().word(),
          step.verdict().reason());
    }
    String reason = explanation.outcome().reason();
    out.println(
        "  would be "
            + explanation.outcome().disposition().word()
            + (reason.isEmpty() ? "" : ": " + reason)
            + explanation.detail().map(text -> " (" + text + ")").orElse(""));
  }
}
