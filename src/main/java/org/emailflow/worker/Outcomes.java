package org.emailflow.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emailflow.relay.BounceMeaning;
import org.emailflow.relay.Decision;
import org.emailflow.store.OutboundKey;

/** What became of a finished item, for those who are told. */
final class Outcomes {
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
}
