package org.emailflow.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.emailflow.store.Direction;
import org.emailflow.store.Disposition;
import org.emailflow.worker.Outcome;
import org.emailflow.worker.Totals;

/** The JSON of {@code sweep} and {@code explain}; others read it by program. */
final class OutcomeJson {
  private OutcomeJson() {}

  static String line(Outcome outcome) {
    return JsonLine.of(json -> write(json, outcome));
  }

  private static void write(JsonGenerator json, Outcome outcome) throws IOException {
    json.writeStringField("name", outcome.name());
    json.writeNumberField("id", outcome.id());
    json.writeStringField("sender", outcome.sender());
    json.writeStringField("recipient", outcome.recipient());
    json.writeStringField("direction", outcome.direction().map(Direction::word).orElse(null));
    json.writeStringField("kind", outcome.kind().word());
    json.writeStringField("disposition", outcome.disposition().word());
    json.writeStringField("reason", outcome.reason());
    json.writeArrayFieldStart("outbound");
    for (String name : outcome.outbound()) {
      json.writeString(name);
    }
    json.writeEndArray();
    if (outcome.bounce().isPresent()) {
      json.writeObjectFieldStart("bounce");
      json.writeStringField("status", outcome.bounce().get().status());
      json.writeBooleanField("hard", outcome.bounce().get().hard());
      json.writeStringField("reason", outcome.bounce().get().reason());
      json.writeEndObject();
    }
  }

  static String totals(Totals totals) {
    return JsonLine.of(
        json -> {
          json.writeNumberField("swept", totals.swept());
          for (Disposition disposition : Disposition.values()) {
            json.writeNumberField(disposition.word(), totals.of(disposition));
          }
          json.writeNumberField("seconds", Math.round(totals.seconds() * 1000) / 1000.0);
        });
  }
}
