package org.emailflow.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The program {@code efm}, as picocli reads its command line; {@link Start} starts it.
 *
 * <p>Exit codes are those of sysexits(3): 0 done, 64 usage, 65 bad data, 70 a bug of ours, 75
 * temporary (the database, the disk or the MTA is away: run it again), 78 configuration. Errors are
 * one line on standard error that says what to do; {@code --debug} adds the stack trace.
 */
@Command(
    name = "efm",
    description = {
      "A masked mail relay: users and services write to each other through addresses of your own"
          + " domain, and neither sees the other's real address.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    footer = {
      "",
      "First steps:",
      "  efm demo                              see what it does, in a folder of its own",
      "  efm -c efm.toml init                  make the spool, the keys and the tables",
      "  efm -c efm.toml service add --address owner@example.org --name 'Casa Azul'",
      "  efm -c efm.toml sweep                 relay what has arrived",
      "  efm -c efm.toml deliver               hand what is relayed to your mail server",
      "  efm help COMMAND                      more on one command",
      "",
      "Exit codes: 0 done, 64 usage, 65 bad data, 70 a bug, 75 try again later, 78 configuration."
    },
    subcommands = {
      InitCommand.class,
      SweepCommand.class,
      DeliverCommand.class,
      RunCommand.class,
      ServiceCommand.class,
      CorrespondentCommand.class,
      FailedCommand.class,
      ExplainCommand.class,
      ReportCommand.class,
      StatusCommand.class,
      KeysCommand.class,
      PluginsCommand.class,
      CheckCommand.class,
      DemoCommand.class,
      CommandLine.HelpCommand.class
    })
final class Main implements Runnable {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Settings; default $EFM_CONFIG, then /etc/efm/efm.toml, then built-in ones.")
  private Path configFile;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces and what is done.")
  private boolean debug;

  private CommandLine line;

  /** Runs one command line; the exit code. */
  static int run(String... args) {
    Main main = new Main();
    main.line = new CommandLine(main);
    CommandErrors errors = new CommandErrors(() -> main.debug);
    main.line
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setExecutionStrategy(main::execute);
    try {
      return main.line.execute(args);
    } catch (Error e) {
      return errors.handleError(e);
    }
  }

  private int execute(CommandLine.ParseResult result) {
    if (debug) {
      LogSetup.debug();
    }
    return new CommandLine.RunLast().execute(result);
  }

  /** Without a command: the help, which is no success for a script. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(line, "name a command; efm help lists them");
  }

  /** The site that the command line names. */
  Site site() {
    return Site.open(Optional.ofNullable(configFile), System.getenv());
  }
}
