package org.emailflow.cli;

import java.io.PrintWriter;
import org.emailflow.courier.Courier;
import org.emailflow.courier.Delivered;
import org.emailflow.courier.DeliveryLog;
import org.emailflow.courier.Pass;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm deliver}: one pass over the queue. */
@Command(
    name = "deliver",
    description = {
      "Hands what waits in the queue to your mail server: each message that is due, once.",
      "Safe to run at any time and several times at once. [courier] transport says how:",
      "smtp://host:port, or sendmail:/path."
    },
    footer = {
      "",
      "The last line is the count, such as:",
      "  delivered 3: sent 2 deferred 1 refused 0",
      "Deferred ones are tried again for five days; refused ones are kept in queue/bad.",
      "With --json each message is an object on a line of its own, then the totals.",
      "Exit code 75: the mail server is away, and the rest of the queue waits for the next time."
    })
final class DeliverCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    OrderlyEnd end = new OrderlyEnd();
    try (Site site = main.site()) {
      Courier courier = site.courier();
      end.by(courier::stop); // cut between DATA and its answer, a message would go out twice
      deliver(courier, new DeliveryLog(site.config().log().addresses()), out);
    } finally {
      out.flush(); // what was told of before the MTA went away stays told
      end.finished();
    }
  }

  private void deliver(Courier courier, DeliveryLog log, PrintWriter out) {
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
