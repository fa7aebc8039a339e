package org.emailflow.relay;

import java.util.Optional;

/** What goes out, or why a plugin stopped it at the last moment: exactly one of the two. */
public record Composed(Optional<Outgoing> outgoing, Optional<Decision.Stop> stop) {}
