package org.emailflow.worker;

import java.util.Optional;
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
}
