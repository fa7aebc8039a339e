package org.emailflow.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;
import org.emailflow.worker.MessageLog;
import org.emailflow.worker.SweepListener;
import org.emailflow.worker.Totals;

/** One sweep and what is told of it. */
final class Sweeping {
  private Sweeping() {}

  static void run(Supplier<Site> opening, PrintWriter out, boolean json) {
    Progress progress = new Progress("swept");
    try (Site site = opening.get()) {
      SweepListener log = new MessageLog(site.config().log().addresses());
      Totals totals =
          site.sweep()
              .run(
                  outcome -> {
                    if (json) {
                      out.println(OutcomeJson.line(outcome));
                    }
                    log.done(outcome);
                    progress.one();
                  });
      progress.end();
      out.println(json ? OutcomeJson.totals(totals) : totals.line());
      out.flush();
      totals.check();
    }
  }
}
