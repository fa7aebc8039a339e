package org.emailflow.cli;

import java.io.IOException;
import java.util.List;
import org.emailflow.config.Config;
import org.emailflow.courier.Courier;
import org.emailflow.courier.DeliveryLog;
import org.emailflow.courier.Pass;
import org.emailflow.schedule.Daemon;
import org.emailflow.schedule.Work;
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
      "Sweeps the inbox and delivers the queue, each in its rhythm of [schedule], until it is"
          + " stopped (SIGTERM). What is at hand is finished first. systemd is told when it is ready."
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
      Courier courier = site.courier();
      DeliveryLog attempts = new DeliveryLog(site.config().log().addresses());
      site.worker().check();
      Config.Schedule schedule = site.config().schedule();
      Daemon daemon =
          new Daemon(
              List.of(
                  new Work("sweep", schedule.sweep(), () -> sweep(sweep, messages)),
                  new Work("deliver", schedule.deliver(), () -> deliver(courier, attempts))));
      end.by(() -> stop(daemon, courier));
      daemon.run(() -> ready(site.config()));
    }
  }

  private static void ready(Config config) {
    log.info(
        "sweeping {} every {} s, delivering to {} every {} s",
        config.spool(),
        config.schedule().sweep().toMillis() / 1000.0,
        config.courier().transport(),
        config.schedule().deliver().toMillis() / 1000.0);
    tell("READY=1");
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

  private static void sweep(Sweep sweep, SweepListener messages) {
    Totals totals = sweep.run(messages);
    if (totals.swept() > 0) {
      log.info("{}", totals.line());
    }
    totals.check();
  }

  private static void deliver(Courier courier, DeliveryLog attempts) {
    Pass pass = courier.pass(attempts);
    if (pass.delivered() > 0) {
      log.info("{}", pass.line());
    }
  }

  private static void stop(Daemon daemon, Courier courier) {
    tell("STOPPING=1");
    courier.stop();
    daemon.stop();
  }
}
