package org.emailflow.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.emailflow.chain.Alias;
import org.emailflow.relay.AliasGrammar;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Correspondents;
import org.emailflow.store.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm correspondent}: the users that a service knows. */
@Command(
    name = "correspondent",
    description = "Shows the users of services. CODE is a user code or its whole address.")
final class CorrespondentCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw Usage.missing(spec);
  }

  @Command(name = "list", description = "Lists the users of one service, or of all.")
  void list(
      @Option(names = "--service", paramLabel = "SERVICE", description = "Only of this service.")
          String service,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "At most N (${DEFAULT-VALUE}).")
          int limit) {
    try (Site site = main.site()) {
      AliasGrammar grammar = new AliasGrammar(site.config());
      Optional<String> code = Optional.ofNullable(service).map(s -> code(grammar, s));
      if (code.isPresent() && site.services().find(code.get()).isEmpty()) {
        throw CommandException.badData("no service " + service + "; efm service list shows all");
      }
      List<CorrespondentFacts> found = correspondents(site).list(code, limit);
      for (CorrespondentFacts user : found) {
        out()
            .printf(
                "%s  %-7s  %s  %d in, %d out%n",
                user.code(),
                user.blocked() ? "blocked" : "active",
                user.address(),
                user.conversation().userMessages(),
                user.conversation().serviceMessages());
      }
    }
    out().flush();
  }

  @Command(name = "show", description = "Shows one user and the facts of the conversation.")
  void show(@Parameters(paramLabel = "CODE") String given) {
    try (Site site = main.site()) {
      String code = code(new AliasGrammar(site.config()), given);
      CorrespondentFacts user = correspondents(site).find(code).orElseThrow(() -> unknown(given));
      PrintWriter out = out();
      out.println("code        " + user.code());
      out.println("address     " + user.address());
      out.println("name        " + user.displayName());
      out.println("state       " + (user.blocked() ? "blocked" : "active"));
      out.println("since       " + user.createdAt());
      out.println("written     " + user.conversation().userMessages());
      out.println("answered    " + user.conversation().serviceMessages());
      out.println(
          "waiting     " + user.conversation().waitingSince().map(Object::toString).orElse("no"));
      out.flush();
    }
  }

  @Command(name = "block", description = "Refuses mail from and to this user, for this service.")
  void block(@Parameters(paramLabel = "CODE") String code) {
    block(code, true);
  }

  @Command(name = "unblock", description = "Takes back block.")
  void unblock(@Parameters(paramLabel = "CODE") String code) {
    block(code, false);
  }

  private void block(String given, boolean blocked) {
    try (Site site = main.site()) {
      String code = code(new AliasGrammar(site.config()), given);
      if (!correspondents(site).block(code, blocked)) {
        throw unknown(given);
      }
    }
  }

  private static Correspondents correspondents(Site site) {
    return new Correspondents(site.admin());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static String code(AliasGrammar grammar, String given) {
    return grammar
        .parse(given)
        .filter(alias -> alias.role() != Role.NONE)
        .map(Alias::code)
        .orElse(given);
  }

  private static CommandException unknown(String code) {
    return CommandException.badData("no user code " + code + "; efm correspondent list shows all");
  }
}
