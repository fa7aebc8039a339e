package org.emailflow.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;
import org.emailflow.courier.Courier;
import org.emailflow.courier.Delivered;
import org.emailflow.courier.DeliveryLog;
import org.emailflow.courier.Pass;

/** One pass over the queue and what is told of it. */
final class Delivering {
  private Delivering() {}

  static void run(Supplier<Site> opening, PrintWriter out, boolean json) {
    OrderlyEnd end = new OrderlyEnd();
    try (Site site = opening.get()) {
      Courier courier = site.courier();
      end.by(courier::stop); // cut between DATA and its answer, a message would go out twice
      deliver(courier, new DeliveryLog(site.config().log().addresses()), out, json);
    } finally {
      out.flush(); // what was told of before the MTA went away stays told
      end.finished();
    }
  }

  private static void deliver(Courier courier, DeliveryLog log, PrintWriter out, boolean json) {
    Progress progress = new Progress("delivered");
    Pass pass =
        courier.pass(
            delivered -> {
              log.accept(delivered);
              if (json) {
                out.println(line(delivered));
              }
              progress.one();
            });
    progress.end();
    out.println(json ? totals(pass) : pass.line());
  }

  private static String line(Delivered delivered) {
    return JsonLine.of(
        json -> {
          json.writeStringField("name", delivered.name());
          json.writeStringField("answer", delivered.word());
          if (delivered.status().isPresent()) {
            json.writeStringField("status", delivered.status().get());
          }
          json.writeStringField("reply", delivered.reply());
        });
  }

  private static String totals(Pass pass) {
    return JsonLine.of(
        json -> {
          json.writeNumberField("delivered", pass.delivered());
          json.writeNumberField("sent", pass.sent());
          json.writeNumberField("deferred", pass.deferred());
          json.writeNumberField("refused", pass.refused());
        });
  }
}
