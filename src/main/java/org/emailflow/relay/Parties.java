package org.emailflow.relay;

import java.util.Map;
import org.emailflow.store.CorrespondentFacts;

/**
 * The correspondents of one message: all that have a code for it.
 *
 * @param correspondent whose conversation with the service it is, as the messages before this one
 *     in its batch leave it
 * @param copied third parties that it shows, by the keys of their addresses; blocked ones too
 */
public record Parties(CorrespondentFacts correspondent, Map<String, CorrespondentFacts> copied) {

  public Parties {
    copied = Map.copyOf(copied);
  }
}
