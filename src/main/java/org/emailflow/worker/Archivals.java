package org.emailflow.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.emailflow.spool.Archival;
import org.emailflow.spool.Box;
import org.emailflow.spool.Claim;
import org.emailflow.store.Disposition;
import org.emailflow.store.Recovery.Recorded;

/**
 * Where a committed original is put away, and what is written beside it. Made of what the ledger
 * keeps, so that recovery does the same as the worker would have done.
 */
final class Archivals {
  /** Reasons whose detail is an exception's own words, in which an address may stand. */
  private static final Set<String> HOLDS_DATA = Set.of("bug", "refused-by-database");

  private static final JsonFactory JSON = new JsonFactory();

  private Archivals() {}

  static Archival of(Claim claim, Recorded row, Clock clock) {
    Box box = box(row.disposition());
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Optional<String> why = box == Box.FAILED ? Optional.of(why(claim, row)) : Optional.empty();
    return new Archival(claim, box, day, row.id(), why);
  }

  private static Box box(Disposition disposition) {
    return switch (disposition) {
      case RELAYED, DENIED, DISCARDED, DUPLICATE -> Box.DONE;
      case DEFERRED -> Box.DEFERRED;
      case FAILED -> Box.FAILED;
    };
  }

  /** Whether {@code why}, a line from {@code failed/}, was written for that row of the ledger. */
  static boolean isReasonOf(long id, Optional<String> why) {
    return why.filter(line -> line.startsWith("{\"id\":" + id + ",")).isPresent();
  }

  /** The line in {@code failed/<name>.why}: no address, because a person mails it around. */
  private static String why(Claim claim, Recorded row) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeNumberField("id", row.id());
      json.writeStringField("name", claim.name());
      json.writeStringField("received", claim.received().toString());
      json.writeStringField("reason", row.reason());
      Optional<String> first =
          row.detail()
              .filter(text -> !HOLDS_DATA.contains(row.reason()))
              .flatMap(text -> text.lines().findFirst());
      json.writeStringField("detail", first.orElse(""));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return line.toString();
  }
}
