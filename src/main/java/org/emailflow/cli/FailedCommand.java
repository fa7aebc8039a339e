package org.emailflow.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emailflow.store.Failed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm failed}: the messages that need a person. */
@Command(
    name = "failed",
    description = "Shows the messages that need a person, and sends them round again.")
final class FailedCommand implements Runnable {
  private static final int ALL = 100_000;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw Usage.missing(spec);
  }

  @Command(name = "list", description = "Lists them, the newest first: id, time, reason, file.")
  void list(
      @Option(names = "--rule", paramLabel = "R", description = "Only those with this reason.")
          String rule,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "At most N (${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--json", description = "One JSON object a line.") boolean json) {
    PrintWriter out = spec.commandLine().getOut();
    try (Site site = main.site()) {
      chosen(site, List.of(), rule).stream()
          .limit(limit)
          .forEach(message -> out.println(json ? json(message) : line(message)));
    }
    out.flush();
  }

  @Command(name = "show", description = "Shows one of them, with what is known of the why.")
  void show(@Parameters(paramLabel = "ID") long id) {
    PrintWriter out = spec.commandLine().getOut();
    try (Site site = main.site()) {
      Failed.Message message = chosen(site, List.of(id), null).get(0);
      out.println("id         " + message.id());
      boolean there = site.spool().why(message.name()).isPresent();
      out.println(
          "file       "
              + (there
                  ? site.config().spool().resolve("failed").resolve(message.name())
                  : "not in failed/ any more: it was sent round again, or removed"));
      out.println("received   " + message.receivedAt());
      out.println("sender     <" + message.sender() + ">");
      out.println("recipient  <" + message.recipient() + ">");
      out.println("reason     " + message.reason());
      message.detail().ifPresent(detail -> out.println("detail     " + detail));
    }
    out.flush();
  }

  @Command(
      name = "reprocess",
      description = {
        "Puts them back into the inbox; the next sweep decides them anew.",
        "Name ids, or --rule for all with one reason, or --all."
      })
  void reprocess(
      @Parameters(arity = "0..*", paramLabel = "ID") List<Long> ids,
      @Option(names = "--rule", paramLabel = "R", description = "All with this reason.")
          String rule,
      @Option(names = "--all", description = "All of them.") boolean all,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100000",
              description = "At most N (${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--dry-run", description = "Only say which.") boolean dryRun) {
    PrintWriter out = spec.commandLine().getOut();
    List<Long> named = ids == null ? List.of() : ids;
    if (named.isEmpty() && rule == null && !all) {
      throw CommandException.usage("name ids, or --rule R, or --all; efm failed list shows them");
    }
    try (Site site = main.site()) {
      int count = 0;
      for (Failed.Message message : chosen(site, named, rule).stream().limit(limit).toList()) {
        boolean there = dryRun || sendRound(site, message);
        if (!there && !named.isEmpty()) {
          throw CommandException.badData(
              "the file of " + message.id() + " is not in failed/ any more: " + message.name());
        }
        if (there) {
          count++;
          out.println((dryRun ? "would reprocess " : "reprocess ") + line(message));
        }
      }
      out.println(count + (dryRun ? " would go back" : " back in the inbox"));
    }
    out.flush();
  }

  private static boolean sendRound(Site site, Failed.Message message) {
    if (site.spool().why(message.name()).isPresent()) {
      new Failed(site.admin()).archived(message.id(), site.clock().instant());
    }
    return site.spool().reprocess(message.name());
  }

  /** Of each file its newest row, while the file is still in the folder. */
  private static List<Failed.Message> chosen(Site site, List<Long> ids, String rule) {
    Failed failed = new Failed(site.admin());
    if (!ids.isEmpty()) {
      List<Failed.Message> named = new ArrayList<>();
      for (long id : ids) {
        named.add(
            failed
                .find(id)
                .orElseThrow(
                    () ->
                        CommandException.badData(
                            "no failed message " + id + "; efm failed list shows them")));
      }
      return named;
    }
    Set<String> files = new HashSet<>();
    return failed.list(ALL).stream()
        .filter(message -> files.add(message.name()))
        .filter(message -> rule == null || message.reason().equals(rule))
        .filter(message -> site.spool().why(message.name()).isPresent())
        .toList();
  }

  private static String line(Failed.Message message) {
    return message.id()
        + "  "
        + message.receivedAt()
        + "  "
        + message.reason()
        + "  "
        + message.name();
  }

  private static String json(Failed.Message message) {
    return JsonLine.of(
        json -> {
          json.writeNumberField("id", message.id());
          json.writeStringField("name", message.name());
          json.writeStringField("received", message.receivedAt().toString());
          json.writeStringField("sender", message.sender());
          json.writeStringField("recipient", message.recipient());
          json.writeStringField("reason", message.reason());
        });
  }
}
