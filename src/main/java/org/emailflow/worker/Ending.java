package org.emailflow.worker;

import java.util.Optional;
import org.emailflow.relay.Decision;
import org.emailflow.relay.Outgoing;
import org.emailflow.store.Disposition;
import org.emailflow.store.Kind;

/**
 * How a message's way ends.
 *
 * @param reason a name in kebab-case; empty for what is relayed as usual
 * @param detail for the operator: what went wrong, with the stack of a bug
 */
record Ending(Disposition disposition, Kind kind, String reason, Optional<String> detail) {

  static Ending of(Disposition disposition, Kind kind, String reason) {
    return new Ending(disposition, kind, reason, Optional.empty());
  }

  /** Of a message that passed and was composed. */
  static Ending relayed(Decision.Pass pass, Outgoing outgoing) {
    return new Ending(Disposition.RELAYED, pass.kind(), pass.reason(), outgoing.note());
  }

  /** What a decision means by itself; empty for a pass, which has yet to be composed. */
  static Optional<Ending> of(Decision decision) {
    return decision.when(
        new Decision.Cases<>() {
          @Override
          public Optional<Ending> pass(Decision.Pass pass) {
            return Optional.empty();
          }

          @Override
          public Optional<Ending> stop(Decision.Stop stop) {
            return Optional.of(Ending.of(stop.disposition(), stop.kind(), stop.reason()));
          }

          @Override
          public Optional<Ending> bounced(Decision.Bounced bounced) {
            return Optional.of(Ending.of(Disposition.DISCARDED, Kind.BOUNCE, bounced.reason()));
          }

          @Override
          public Optional<Ending> settled(Decision.Settled settled) {
            return Optional.of(
                new Ending(
                    settled.earlier().disposition(),
                    Kind.MESSAGE,
                    settled.reason(),
                    settled.earlier().detail()));
          }
        });
  }
}
