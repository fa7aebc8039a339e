package org.emailflow.mail;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The fields of an outgoing message that its sender's side decides; the translation writes them in
 * place of the originals.
 *
 * @param from the sender as the recipient sees it
 * @param replyTo where answers go; written only where the original had a Reply-To
 * @param to the To field; left out when empty
 * @param cc the Cc field; left out when empty
 * @param messageId with its angle brackets
 * @param date what a message without a usable Date gets
 * @param addedFields complete fields that come on top, each {@code Name: value} without a line end
 */
public record OutgoingHeader(
    Mailbox from,
    Optional<Mailbox> replyTo,
    List<Mailbox> to,
    List<Mailbox> cc,
    String messageId,
    Instant date,
    List<String> addedFields) {

  /** Copies the lists. */
  public OutgoingHeader {
    to = List.copyOf(to);
    cc = List.copyOf(cc);
    addedFields = List.copyOf(addedFields);
  }
}
