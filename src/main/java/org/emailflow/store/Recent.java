package org.emailflow.store;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was relayed of a conversation lately, either way, by how well its writers were proven.
 *
 * @param messages of any kind, since the time that the question named: the circuit breaker
 * @param automatic the receive time of the last automatic one within some days
 */
public record Recent(Map<Proof, Integer> messages, Map<Proof, Instant> automatic) {

  /** Nothing. */
  public static final Recent NONE = new Recent(Map.of(), Map.of());

  public Recent {
    messages = Map.copyOf(messages);
    automatic = Map.copyOf(automatic);
  }

  /** How many messages are proven so well, or better. */
  public int messages(Proof atLeast) {
    return messages.entrySet().stream()
        .filter(entry -> entry.getKey().compareTo(atLeast) >= 0)
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** When the last automatic message came that is proven so well, or better. */
  public Optional<Instant> automatic(Proof atLeast) {
    return automatic.entrySet().stream()
        .filter(entry -> entry.getKey().compareTo(atLeast) >= 0)
        .map(Map.Entry::getValue)
        .max(Instant::compareTo);
  }

  /** The same after one more message. */
  Recent plus(ConversationChange change) {
    Map<Proof, Integer> more = new EnumMap<>(Proof.class);
    more.putAll(messages);
    more.merge(change.proof(), 1, Integer::sum);
    Map<Proof, Instant> later = new EnumMap<>(Proof.class);
    later.putAll(automatic);
    if (change.kind() == Kind.AUTO_REPLY) {
      later.merge(change.proof(), change.receivedAt(), (a, b) -> a.isAfter(b) ? a : b);
    }
    return new Recent(more, later);
  }
}
