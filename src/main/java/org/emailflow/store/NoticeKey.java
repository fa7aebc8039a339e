package org.emailflow.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.OptionalInt;

/**
 * A notice that a message asks for.
 *
 * @param senderKey key of the address that would get it; not empty
 * @param caseName which notice, a word of at most 64 ASCII characters
 * @param charge the message that causes it; asking again for the same message is not charged twice
 * @param sitesLimit the most that the whole site sends in an hour to senders of whom nothing says
 *     that they are real; empty: this sender is none of them
 */
public record NoticeKey(String senderKey, String caseName, Sha256 charge, OptionalInt sitesLimit) {

  /** Of a sender who is known to be real. */
  public NoticeKey(String senderKey, String caseName, Sha256 charge) {
    this(senderKey, caseName, charge, OptionalInt.empty());
  }

  /**
   * The key of one generation of that message: sent round again it is charged again, or its sender
   * would hear of each round.
   */
  public NoticeKey generation(int generation) {
    byte[] number = Integer.toString(generation).getBytes(US_ASCII);
    return new NoticeKey(senderKey, caseName, Sha256.hash(charge.bytes(), number), sitesLimit);
  }
}
