package org.emailflow.relay;

import java.util.Optional;
import org.emailflow.store.ConversationChange;

/**
 * What goes out and what that changes in its conversation, or why a plugin stopped it at the last
 * moment: the first two or the third.
 */
public record Composed(
    Optional<Outgoing> outgoing,
    Optional<ConversationChange> change,
    Optional<Decision.Stop> stop) {}
