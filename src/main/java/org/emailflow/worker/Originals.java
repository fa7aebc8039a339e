package org.emailflow.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Octets;
import org.emailflow.relay.Incoming;
import org.emailflow.relay.Relay;
import org.emailflow.spool.Owner;
import org.emailflow.store.OutboundFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a message that was relayed once more, for the notice that it came back: its writer is shown
 * its own header. What is in {@code done/} is the site's to keep or remove, so it may be gone, and
 * the notice goes without it. By its identity, because another may lie there under its name, and
 * that one is another writer's.
 */
final class Originals {
  private static final Logger log = LoggerFactory.getLogger(Originals.class);

  private final Relay relay;
  private final Owner owner;

  Originals(Relay relay, Owner owner) {
    this.relay = relay;
    this.owner = owner;
  }

  Optional<Incoming> of(OutboundFacts sent) {
    OutboundFacts.Original original = sent.original();
    try {
      Optional<FileChannel> file =
          owner.openDone(original.name(), sent.id().ledgerId(), days(original));
      return file.isPresent() ? read(file.get(), original) : Optional.empty();
    } catch (IOException | MailException e) {
      log.warn("{}: cannot be read for a notice ({})", original.name(), e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Incoming> read(FileChannel file, OutboundFacts.Original original)
      throws IOException, MailException {
    try (file) {
      return Optional.of(relay.read(Octets.of(file), original.received()))
          .filter(read -> read.identity().equals(original.identity()));
    }
  }

  /** It is archived in the moment after it was swept, which may be the next day. */
  private static Set<LocalDate> days(OutboundFacts.Original original) {
    Set<LocalDate> days = new LinkedHashSet<>();
    days.add(day(original.swept()));
    original.archived().ifPresent(at -> days.add(day(at)));
    return days;
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
