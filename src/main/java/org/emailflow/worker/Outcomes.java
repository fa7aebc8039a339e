package org.emailflow.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emailflow.relay.Decision;
import org.emailflow.store.OutboundKey;

/** What became of a finished item, for those who are told. */
final class Outcomes {
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
        item.decision()
            .filter(Decision.Bounced.class::isInstance)
            .map(Decision.Bounced.class::cast)
            .flatMap(Decision.Bounced::meaning));
  }

  private static List<String> outbound(Item item) {
    List<String> names = new ArrayList<>();
    for (int n = 1; n <= item.staged().size(); n++) {
      names.add("new/" + new OutboundKey(item.ledgerId(), n).fileName());
    }
    return names;
  }

  /** The line in {@code failed/<name>.why}: no address, because a person mails it around. */
  static String why(Item item) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeNumberField("id", item.ledgerId());
      json.writeStringField("name", item.claim().name());
      json.writeStringField("received", item.claim().received().toString());
      json.writeStringField("reason", item.ending().reason());
      Optional<String> detail =
          item.ending().detail().map(text -> text.lines().findFirst().orElse(""));
      json.writeStringField("detail", detail.orElse(""));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return line.toString();
  }
}
