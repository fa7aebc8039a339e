package org.emailflow.chain;

import java.util.Optional;

/**
 * Whom the site's MTA delivered for, and from whom (RFC 5321 section 2.3.1).
 *
 * @param sender the envelope sender; empty for the null sender {@code <>}
 * @param origin the sender without what servers on the way made of it: BATV, and SRS of the
 *     forwarders that the site names; for comparing, never for sending to
 * @param recipient the recipient as the MTA wrote it
 */
public record Envelope(Optional<String> sender, Optional<String> origin, String recipient) {}
