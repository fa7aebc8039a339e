package org.emailflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.emailflow.cli.demo.Demo;
import org.emailflow.cli.demo.DemoException;
import org.emailflow.cli.demo.DemoFolder;
import org.emailflow.cli.demo.DemoSite;
import org.emailflow.cli.demo.Page;
import org.emailflow.cli.demo.RealMail;
import org.emailflow.config.Config;
import org.emailflow.config.ConfigReader;
import org.emailflow.report.Statistics;
import org.emailflow.store.Reports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code efm demo}: all of it, in a folder of its own. */
@Command(
    name = "demo",
    description = {
      "Shows all of it on realistic mail: who wrote, what the other side saw, what was refused, and"
          + " the reports.",
      "Everything happens in a temporary folder with a database of its own; your settings are not"
          + " read, and nothing leaves this machine."
    })
final class DemoCommand implements Runnable {
  @Option(
      names = "--messages",
      paramLabel = "DIR",
      description = "Instead: send each file in this folder, which is only read, to one service.")
  private Path messages;

  @Option(names = "--keep", description = "Keep the folder, for other commands to look at.")
  private boolean keep;

  @Override
  public void run() {
    if (messages != null && !Files.isDirectory(messages)) {
      throw CommandException.badData("no folder " + messages + "; --messages wants one");
    }
    OrderlyEnd end = new OrderlyEnd();
    AtomicBoolean stopped = new AtomicBoolean();
    end.by(() -> stopped.set(true));
    try {
      inFolder(stopped);
    } catch (DemoException e) {
      throw CommandException.temporary(e.getMessage());
    } finally {
      end.finished();
    }
  }

  private void inFolder(AtomicBoolean stopped) {
    Page page = page();
    String[] relay = messages == null ? new String[0] : new String[] {"bcc = \"relay\""};
    DemoFolder folder = DemoFolder.create(System.getenv(), relay);
    page.say("Everything is in " + folder.root() + ".");
    try {
      demonstrate(folder, page, () -> goOn(stopped));
    } catch (RuntimeException e) {
      // Ctrl-C reaches the programs that make the database too, so that their failure is no news.
      throw stopped.get() ? CommandException.temporary("stopped; nothing runs any more") : e;
    } finally {
      if (!keep) {
        folder.delete();
      }
    }
    farewell(page, folder);
  }

  private static void goOn(AtomicBoolean stopped) {
    if (stopped.get()) {
      throw CommandException.temporary("stopped");
    }
  }

  private void demonstrate(DemoFolder folder, Page page, Runnable checkpoint) {
    Config config = ConfigReader.read(Optional.of(folder.settings()), Map.of()).config();
    try (Site site = Site.of(config, page::aside)) {
      long start = System.nanoTime();
      new Setup(site).all();
      page.aside(
          String.format(Locale.ROOT, "Ready after %.0f s.", (System.nanoTime() - start) / 1e9));
      checkpoint.run();
      Instant now = site.clock().instant().truncatedTo(ChronoUnit.MILLIS);
      boolean held =
          messages == null
              ? new Demo(parts(site, checkpoint), page).run(now)
              : new RealMail(parts(site, checkpoint), page).run(messages, now);
      if (!held) {
        throw new IllegalStateException("what the demonstration claims is not all true, see above");
      }
    }
  }

  private static DemoSite parts(Site site, Runnable checkpoint) {
    return new DemoSite(
        site.config(),
        site.spool(),
        site.services(),
        site.sweep(),
        new Statistics(new Reports(site.report())),
        checkpoint);
  }

  private void farewell(Page page, DemoFolder folder) {
    if (keep) {
      page.say("", "Kept; every command works on it:", "  efm -c " + folder.settings() + " status");
    } else {
      page.aside("The folder is removed again; efm demo --keep keeps it, for you to look around.");
    }
  }

  /** Always UTF-8: a terminal that shows mail shows that, whatever the locale of a bare shell. */
  private static Page page() {
    PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, UTF_8));
    Map<String, String> environment = System.getenv();
    boolean colour =
        Boolean.getBoolean("efm.terminal.output")
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Page(out, colour, DemoFolder.DOMAIN);
  }
}
