package org.emailflow.relay;

import java.time.Instant;
import java.util.Optional;
import org.emailflow.chain.Alias;
import org.emailflow.chain.Authenticity;
import org.emailflow.chain.Envelope;
import org.emailflow.chain.Transaction;
import org.emailflow.mail.Addresses;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.Message;
import org.emailflow.store.Direction;
import org.emailflow.store.Facts;
import org.emailflow.store.Question;
import org.emailflow.store.Sha256;

/**
 * A message as it was read, before the database is asked about it.
 *
 * @param alias the recipient; for a true token its code is the token's random part
 * @param authenticity whether our own MTA vouches for the writer
 * @param identity the SHA-256 by which a second copy is known
 */
public record Incoming(
    Message message,
    Envelope envelope,
    Alias alias,
    Optional<Mailbox> writer,
    AutomaticMail automatic,
    Authenticity authenticity,
    Sha256 identity,
    Instant received) {

  /** What the database is asked about it. */
  public Question question() {
    String writerKey = writer.flatMap(box -> Addresses.key(box.address())).orElse("");
    return new Question(identity, alias.role(), alias.code(), writerKey);
  }

  /** Which way it goes; empty for a token, which only the database can tell. */
  public Optional<Direction> direction() {
    return switch (alias.role()) {
      case SERVICE -> Optional.of(Direction.TO_SERVICE);
      case USER -> Optional.of(Direction.TO_USER);
      case BOUNCE, NONE -> Optional.empty();
    };
  }

  /** The message with what the database knows of it. */
  public Transaction transaction(Facts facts) {
    return new Transaction(
        envelope,
        alias,
        message,
        writer,
        automatic,
        authenticity,
        facts,
        identity,
        received,
        Optional.empty());
  }
}
