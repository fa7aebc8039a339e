package org.emailflow.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A notice that a message asks for.
 *
 * @param senderKey key of the address that would get it
 * @param caseName which notice, a word of at most 64 ASCII characters
 * @param charge the message that causes it; asking again for the same message is not charged twice
 */
public record NoticeKey(String senderKey, String caseName, Sha256 charge) {

  /**
   * The key of one generation of that message: sent round again it is charged again, or its sender
   * would hear of each round.
   */
  public NoticeKey generation(int generation) {
    byte[] number = Integer.toString(generation).getBytes(US_ASCII);
    return new NoticeKey(senderKey, caseName, Sha256.hash(charge.bytes(), number));
  }
}
