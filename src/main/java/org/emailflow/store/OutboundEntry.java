package org.emailflow.store;

import java.util.Optional;

/**
 * A staged outbound message.
 *
 * @param staged its file in {@code queue/tmp}
 * @param token random part of its {@code bounce-} address; none for the null sender
 * @param sha256 of the whole queue file
 */
public record OutboundEntry(
    OutboundKey id,
    String staged,
    Kind kind,
    Optional<String> token,
    String sender,
    String recipient,
    Sha256 sha256,
    long size) {

  public OutboundEntry {
    sender = Limits.clip(sender, Limits.ENVELOPE);
    recipient = Limits.clip(recipient, Limits.ENVELOPE);
  }
}
