package org.emailflow.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.emailflow.mail.Addresses;
import org.emailflow.relay.AliasGrammar;
import org.emailflow.store.Disposition;
import org.emailflow.store.Role;
import org.emailflow.store.ServiceFacts;
import org.emailflow.store.Services;
import org.emailflow.worker.Outcome;
import org.emailflow.worker.Totals;

/**
 * A folder of real messages, each sent to one service as if its writer had written there. Every
 * message that goes out is searched for its writer's addresses, every notice for the service's.
 *
 * <p>The folder is only read, and nothing leaves the machine. Files whose name begins with a dot
 * are left out. A message is held in memory while it is looked at.
 */
public final class RealMail {
  private static final String OWNER = "owner@real-owner.test";

  private final DemoSite site;
  private final Page page;
  private final Map<String, RealMessage> sent = new HashMap<>();
  private final Map<String, Integer> reasons = new TreeMap<>();
  private int outbound;
  private int leaks;
  private int inAttachments;

  public RealMail(DemoSite site, Page page) {
    this.site = site;
    this.page = page;
  }

  /** Sends all of them; whether none that went out gives anybody away. */
  public boolean run(Path folder, Instant now) {
    List<Path> files = files(folder);
    String alias = service(now);
    page.say("Files in " + folder + ": " + files.size() + ", each sent to " + alias, "");
    deliver(files, alias, now);
    totals(site.sweep().run(this::show));
    return leaks == 0;
  }

  private void deliver(List<Path> files, String alias, Instant now) {
    Mta mta = new Mta(site.config().spool());
    for (int i = 0; i < files.size(); i++) {
      site.checkpoint().run();
      byte[] bytes = RealMessage.read(files.get(i));
      RealMessage message = RealMessage.of(files.get(i), bytes);
      // A minute each: so many at once to one service would look like a loop.
      Instant received = now.minus(Duration.ofMinutes(files.size() - i));
      sent.put(mta.deliver(bytes, message.sender(), alias, received), message);
    }
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder.toRealPath())) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new DemoException("cannot read " + folder + " (" + e + ")", e);
    }
  }

  private String service(Instant now) {
    String key = Addresses.key(OWNER).orElseThrow();
    ServiceFacts service =
        site.services()
            .add(
                new Services.New(
                    List.of(new Services.Address(OWNER, key, false)),
                    "Real messages",
                    Optional.empty(),
                    site.config().domains().get(0),
                    Optional.empty()),
                now);
    return new AliasGrammar(site.config()).address(Role.SERVICE, service.code(), service.domain());
  }

  private void show(Outcome outcome) {
    RealMessage message = sent.get(outcome.name());
    String what = outcome.disposition().word();
    reasons.merge(String.format("%-10s %s", what, outcome.reason()), 1, Integer::sum);
    page.say(line(what, outcome.reason(), message.title()));
    for (String name : outcome.outbound()) {
      Path file = site.config().spool().resolve("queue").resolve(name);
      look(outcome, message, QueueFile.read(file).message());
    }
  }

  private static String line(String disposition, String reason, String subject) {
    return Columns.clip(String.format("%-10s %-18s %s", disposition, reason, subject), 90);
  }

  private void look(Outcome outcome, RealMessage message, byte[] out) {
    boolean relayed = outcome.disposition() == Disposition.RELAYED;
    List<String> secrets = relayed ? message.writers() : List.of(OWNER, "real-owner.test");
    outbound++;
    List<String> readable = Witness.readable(out, secrets);
    if (!readable.isEmpty()) {
      leaks++;
      page.claim(false, "it hides " + String.join(", ", readable) + " (" + message.file() + ")");
    } else if (!Witness.found(out, secrets).isEmpty()) {
      inAttachments++;
    }
  }

  private void totals(Totals totals) {
    page.heading("What became of them", String.format("%.1f s", totals.seconds()));
    reasons.forEach((reason, count) -> page.say(String.format("  %5d  %s", count, reason.strip())));
    page.say("", totals.line());
    page.claim(
        leaks == 0,
        outbound + " outbound messages, " + leaks + " of which show who must be hidden");
    if (inAttachments > 0) {
      page.aside(
          "  in "
              + inAttachments
              + " more an attachment holds it, into which the relay does not look");
    }
  }
}
