package org.emailflow.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emailflow.relay.BounceMeaning;
import org.emailflow.relay.Decision;
import org.emailflow.spool.Claim;
import org.emailflow.store.OutboundKey;

/** What became of a finished item, for those who are told. */
final class Outcomes {
  /** Reasons whose detail is an exception's own words, in which an address may stand. */
  private static final Set<String> HOLDS_DATA = Set.of("bug", "refused-by-database");

  private static final JsonFactory JSON = new JsonFactory();

  private Outcomes() {}

  static Outcome of(Item item) {
    Ending ending = item.ending();
    return new Outcome(
        item.claim().name(),
        item.recordedId(),
        item.incoming().flatMap(in -> in.envelope().sender()).orElse(""),
        item.incoming().map(in -> in.envelope().recipient()).orElse(""),
        item.direction(),
        ending.kind(),
        ending.disposition(),
        ending.reason(),
        outbound(item),
        bounce(item.decision()));
  }

  /** What a report said, where the decision is about one. */
  static Optional<BounceMeaning> bounce(Optional<Decision> decision) {
    return decision
        .filter(Decision.Bounced.class::isInstance)
        .map(Decision.Bounced.class::cast)
        .map(Decision.Bounced::meaning);
  }

  private static List<String> outbound(Item item) {
    List<String> names = new ArrayList<>();
    for (int n = 1; n <= item.staged().size(); n++) {
      names.add("new/" + new OutboundKey(item.ledgerId(), n).fileName());
    }
    return names;
  }

  /**
   * The line in {@code failed/<name>.why}: no address, because a person mails it around. Made of
   * what the ledger keeps, so that recovery writes the same.
   */
  static String why(long id, Claim claim, String reason, Optional<String> detail) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeNumberField("id", id);
      json.writeStringField("name", claim.name());
      json.writeStringField("received", claim.received().toString());
      json.writeStringField("reason", reason);
      Optional<String> first =
          detail
              .filter(text -> !HOLDS_DATA.contains(reason))
              .flatMap(text -> text.lines().findFirst());
      json.writeStringField("detail", first.orElse(""));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return line.toString();
  }
}
