package org.emailflow.store;

import java.util.Optional;

/**
 * A staged outbound message.
 *
 * @param staged its file in {@code queue/tmp}
 * @param token random part of its {@code bounce-} address; none for the null sender
 * @param size of the whole queue file, in bytes
 * @param crc32c of the whole queue file
 */
public record OutboundEntry(
    OutboundKey id,
    String staged,
    Kind kind,
    Optional<String> token,
    String sender,
    String recipient,
    long size,
    long crc32c) {

  public OutboundEntry {
    sender = Limits.clip(sender, Limits.ENVELOPE);
    recipient = Limits.clip(recipient, Limits.ENVELOPE);
  }
}
