package org.emailflow.store;

/**
 * A notice that a message asks for.
 *
 * @param senderKey key of the address that would get it
 * @param caseName which notice, a word of at most 64 ASCII characters
 * @param charge the message that causes it; asking again for the same message is not charged twice
 */
public record NoticeKey(String senderKey, String caseName, Sha256 charge) {}
