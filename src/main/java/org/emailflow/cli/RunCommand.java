package org.emailflow.cli;

import java.io.IOException;
import org.emailflow.schedule.Daemon;
import org.emailflow.spool.SystemdNotify;
import org.emailflow.worker.MessageLog;
import org.emailflow.worker.Sweep;
import org.emailflow.worker.SweepListener;
import org.emailflow.worker.Totals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code efm run}: the daemon. */
@Command(
    name = "run",
    description = {
      "Sweeps in the rhythm of [schedule] until it is stopped (SIGTERM).",
      "The message at hand is finished first. systemd is told when it is ready."
    })
final class RunCommand implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

  @ParentCommand private Main main;

  @Override
  public void run() {
    LogSetup.daemon();
    OrderlyEnd end = new OrderlyEnd();
    try {
      run(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.temporary("interrupted; run it again");
    } finally {
      end.finished();
    }
  }

  private void run(OrderlyEnd end) throws InterruptedException {
    try (Site site = main.site()) {
      Sweep sweep = site.sweep();
      SweepListener messages = new MessageLog(site.config().log().addresses());
      site.worker().check();
      Daemon daemon = new Daemon(site.config().schedule().sweep(), () -> once(sweep, messages));
      end.by(() -> stop(daemon));
      daemon.run(
          () -> {
            log.info(
                "sweeping {} every {}", site.config().spool(), site.config().schedule().sweep());
            tell("READY=1");
          });
    }
  }

  /** What systemd hears of us; nobody listens when it did not start us. */
  private static void tell(String state) {
    SystemdNotify.from(System.getenv())
        .ifPresent(
            systemd -> {
              try {
                systemd.send(state);
              } catch (IOException e) {
                log.warn("systemd cannot be told {}: {}", state, e.getMessage());
              }
            });
  }

  private static void once(Sweep sweep, SweepListener messages) {
    Totals totals = sweep.run(messages);
    if (totals.swept() > 0) {
      log.info("{}", totals.line());
    }
  }

  private static void stop(Daemon daemon) {
    tell("STOPPING=1");
    daemon.stop();
  }
}
