package org.emailflow.worker;

import java.util.List;
import java.util.Optional;
import org.emailflow.relay.BounceMeaning;
import org.emailflow.store.Direction;
import org.emailflow.store.Disposition;
import org.emailflow.store.Kind;

/**
 * What became of one message, as {@code efm sweep --json} prints it.
 *
 * @param name the file's name in the Maildir
 * @param id the ledger id
 * @param sender the envelope sender; empty for the null sender
 * @param recipient the envelope recipient; empty where none could be read
 * @param reason a name in kebab-case; empty for what is relayed as usual
 * @param outbound names of files below {@code queue/}
 * @param bounce what a bounce said, where it said anything
 */
public record Outcome(
    String name,
    long id,
    String sender,
    String recipient,
    Optional<Direction> direction,
    Kind kind,
    Disposition disposition,
    String reason,
    List<String> outbound,
    Optional<BounceMeaning> bounce) {}
