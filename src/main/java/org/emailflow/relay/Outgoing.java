package org.emailflow.relay;

import java.util.List;
import java.util.Optional;
import org.emailflow.mail.Content;
import org.emailflow.store.Kind;
import org.emailflow.store.LearntId;

/**
 * A message that is to go out, not yet written.
 *
 * @param kind what it is
 * @param sender the envelope sender; empty for the null sender
 * @param recipient the envelope recipient
 * @param token the random part of the token in the sender; empty for a notice
 * @param learnt the Message-IDs that the map has to learn with it
 * @param note for the operator: what the translation could not look into
 * @param content the queue file; may be written more than once and is the same each time
 */
public record Outgoing(
    Kind kind,
    String sender,
    String recipient,
    Optional<String> token,
    List<LearntId> learnt,
    Optional<String> note,
    Content content) {}
