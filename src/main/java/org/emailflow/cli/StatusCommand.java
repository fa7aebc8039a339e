package org.emailflow.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.emailflow.spool.Depth;
import org.emailflow.spool.Folder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code efm status}: how full the spool is and how old the oldest file. */
@Command(name = "status", description = "Shows how full each folder of the spool is.")
final class StatusCommand implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    try (Site site = main.site()) {
      Map<Folder, Depth> depths = site.spool().depths();
      Instant now = site.clock().instant();
      if (json) {
        out.println(json(depths, now));
      } else {
        depths.forEach((folder, depth) -> out.println(line(folder, depth, now)));
      }
    }
    out.flush();
  }

  private static String line(Folder folder, Depth depth, Instant now) {
    String age = depth.oldest().map(oldest -> "oldest " + age(oldest, now) + " s").orElse("");
    return String.format("%-12s  %7d  %s", folder.path(), depth.files(), age).stripTrailing();
  }

  private static long age(Instant oldest, Instant now) {
    return Math.max(0, Duration.between(oldest, now).toSeconds());
  }

  private static String json(Map<Folder, Depth> depths, Instant now) {
    return JsonLine.of(
        json -> {
          for (Map.Entry<Folder, Depth> entry : depths.entrySet()) {
            json.writeObjectFieldStart(entry.getKey().path());
            json.writeNumberField("files", entry.getValue().files());
            if (entry.getValue().oldest().isPresent()) {
              json.writeNumberField("oldest_seconds", age(entry.getValue().oldest().get(), now));
            }
            json.writeEndObject();
          }
        });
  }
}
