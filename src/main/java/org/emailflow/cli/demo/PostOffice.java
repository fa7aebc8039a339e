package org.emailflow.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emailflow.worker.Outcome;

/** Delivers a letter, sweeps as {@code efm sweep} does, and reads what lies in the queue. */
final class PostOffice {
  private final DemoSite site;
  private final Mta mta;
  private final Path queue;

  PostOffice(DemoSite site) {
    this.site = site;
    this.mta = new Mta(site.config().spool());
    this.queue = site.config().spool().resolve("queue");
  }

  Exchange send(Letter letter) {
    site.checkpoint().run();
    byte[] message = letter.bytes();
    mta.deliver(message, letter.writer().address(), letter.to(), letter.received());
    List<Outcome> outcomes = new ArrayList<>();
    site.sweep().run(outcomes::add);
    Outcome outcome = outcomes.get(0);
    Optional<Exchange.Sent> sent =
        outcome.outbound().stream()
            .findFirst()
            .map(name -> sent(QueueFile.read(queue.resolve(name))));
    return new Exchange(letter, MailReader.read(message), outcome, sent);
  }

  private static Exchange.Sent sent(QueueFile file) {
    List<String> secrets = Person.of(file.recipient()).secretsOfOthers();
    return new Exchange.Sent(
        file, MailReader.read(file.message()), Witness.found(file.message(), secrets));
  }
}
