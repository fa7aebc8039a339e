package org.emailflow.chain;

import java.time.Instant;
import java.util.Optional;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.mail.Mailbox;
import org.emailflow.mail.Message;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Direction;
import org.emailflow.store.Facts;
import org.emailflow.store.Proof;
import org.emailflow.store.Role;
import org.emailflow.store.Sha256;

/**
 * One message under decision, and all that was known of it when its batch asked the database.
 *
 * @param alias the envelope recipient, taken apart
 * @param writer who wrote: the single From mailbox, else the envelope sender; empty when neither
 *     can be read
 * @param automatic whether a person wrote it
 * @param authenticity whether our own MTA vouches for the writer
 * @param facts what the database says of its code, its writer and earlier copies
 * @param identity the name of the message itself
 * @param received when the MTA delivered it, never what its Date says
 * @param draft what is to go out; present from {@link Hook#OUTBOUND} on
 */
public record Transaction(
    Envelope envelope,
    Alias alias,
    Message message,
    Optional<Mailbox> writer,
    AutomaticMail automatic,
    Authenticity authenticity,
    Facts facts,
    Sha256 identity,
    Instant received,
    Optional<Draft> draft) {

  /** Which way the message goes; an answer to a user code goes to the user. */
  public Direction direction() {
    return alias.role() == Role.USER ? Direction.TO_USER : Direction.TO_SERVICE;
  }

  /**
   * Whether it was written to a {@code bounce-} token that we made, whatever {@link #to} made of
   * its alias since.
   */
  public boolean byToken() {
    return facts.outbound().isPresent();
  }

  /**
   * Why it is believed to be its writer's, by what is known so far: what it answers shows when the
   * {@linkplain #draft draft} is made.
   *
   * <p>Who could send this, and what would they gain? To a service anybody may write, in the name
   * of a user that he knows of. To a user's code only who was told it, by From and envelope sender
   * of the service; by a token only who got it with a mail; and the id that a user names was shown
   * to that user alone.
   */
  public Proof proof() {
    boolean told =
        direction() == Direction.TO_USER || byToken() || draft.filter(Draft::isAnswer).isPresent();
    return switch (authenticity) {
      case PASS -> Proof.VOUCHED;
      case NONE -> told ? Proof.SECRET : Proof.NONE;
      case FAIL -> Proof.FORGED;
    };
  }

  /** The same message as if it had been written to {@code meant}. */
  public Transaction to(Alias meant) {
    return copy(meant, facts, Optional.empty());
  }

  /**
   * The same transaction with its outbound message at hand.
   *
   * @param user the correspondent, new or as the messages before this one in its batch leave it
   */
  public Transaction with(Draft outbound, CorrespondentFacts user) {
    Facts known =
        new Facts(
            facts.earlier(),
            facts.nextGeneration(),
            facts.service(),
            Optional.of(user),
            facts.outbound());
    return copy(alias, known, Optional.of(outbound));
  }

  private Transaction copy(Alias recipient, Facts known, Optional<Draft> outbound) {
    return new Transaction(
        envelope,
        recipient,
        message,
        writer,
        automatic,
        authenticity,
        known,
        identity,
        received,
        outbound);
  }
}
