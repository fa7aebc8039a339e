package org.emailflow.store;

import static java.util.Objects.requireNonNull;

/**
 * What a batch asks about one message.
 *
 * @param key the code of a {@code service-} or {@code user-} recipient, in any case, or the random
 *     part of a {@code bounce-} token; what is no code matches nothing
 * @param writerKey the key of the writer's address, which finds the correspondent of a message to a
 *     service; empty if there is none
 */
public record Question(Sha256 identity, Role role, String key, String writerKey) {

  public Question {
    requireNonNull(identity);
    requireNonNull(role);
    requireNonNull(key);
    requireNonNull(writerKey);
  }
}
