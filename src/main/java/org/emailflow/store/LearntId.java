package org.emailflow.store;

import java.nio.charset.StandardCharsets;

/**
 * The mapped form of an id, and who knows the original.
 *
 * @param party a correspondent's id, or {@link IdQuestion#SERVICE}: the sender of the message that
 *     the id stood in, who had a copy of it, or, where original and mapped form are one, who was
 *     shown it
 */
public record LearntId(String mapped, long party, long serviceId, String original) {

  /**
   * The longest id that is kept, in bytes: a line of RFC 5322. A longer one is not kept, and its
   * thread does not hold.
   */
  public static final int MAX = 998;

  public LearntId {
    if (mapped.getBytes(StandardCharsets.UTF_8).length > 255) {
      throw new IllegalArgumentException("a mapped id has at most 255 bytes: " + mapped);
    }
  }

  boolean fits() {
    return original.getBytes(StandardCharsets.UTF_8).length <= MAX;
  }
}
