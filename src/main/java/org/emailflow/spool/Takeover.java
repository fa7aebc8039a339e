package org.emailflow.spool;

import java.util.List;
import java.util.Optional;

/**
 * A dead owner's estate, in the hands of the one process that recovers it.
 *
 * @param owner stands in the dead one's place: archive, publish, release and unstage as usual, then
 *     close; it claims and stages nothing new
 * @param claims what lies in its work folder (S1 to S4), in no order
 * @param staged names of its files in {@code queue/tmp}, in no order
 * @param unasked whether it died in this boot of the machine, and nobody had asked it to stop
 * @param note the last word that it left ({@link Owner#note})
 */
public record Takeover(
    Owner owner, List<Claim> claims, List<String> staged, boolean unasked, Optional<String> note)
    implements AutoCloseable {

  /** Ends the recovery: {@link Owner#close}. */
  @Override
  public void close() {
    owner.close();
  }
}
