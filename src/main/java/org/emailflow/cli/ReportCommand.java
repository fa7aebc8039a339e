package org.emailflow.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.emailflow.report.Format;
import org.emailflow.report.Report;
import org.emailflow.report.Statistics;
import org.emailflow.store.Reports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm report}: what the views say. */
@Command(
    name = "report",
    description = {
      "Shows what the reporting views say; the same queries are in sql/reports/ for an analyst.",
      "No report shows an address."
    })
final class ReportCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw Usage.missing(spec);
  }

  @Command(
      name = "reply-rate",
      description = "How many conversations in which a user wrote the service has answered.")
  void replyRate(
      @Option(names = "--format", defaultValue = "table", description = FORMATS) Format format) {
    print(format, Statistics::replyRate);
  }

  @Command(
      name = "response-time",
      description = "How long users waited for the first reply, by receive time.")
  void responseTime(
      @Option(names = "--format", defaultValue = "table", description = FORMATS) Format format) {
    print(format, Statistics::responseTime);
  }

  @Command(name = "traffic", description = "Messages by day, kind and disposition.")
  void traffic(
      @Option(names = "--format", defaultValue = "table", description = FORMATS) Format format) {
    print(format, Statistics::traffic);
  }

  private static final String FORMATS = "table, csv or json (${DEFAULT-VALUE}).";

  private void print(Format format, Function<Statistics, Report> which) {
    PrintWriter out = spec.commandLine().getOut();
    try (Site site = main.site()) {
      List<String> lines = which.apply(new Statistics(new Reports(site.report()))).lines(format);
      lines.forEach(out::println);
    }
    out.flush();
  }
}
