package org.emailflow.chain;

import org.emailflow.config.Config;
import org.emailflow.store.CorrespondentFacts;
import org.emailflow.store.Origin;

/**
 * How much a service may write to a correspondent that does not answer.
 *
 * <p>Who could send this, and what would they gain? A listing costs nothing, and its owner can have
 * codes made for addresses of his choice: by a mail with a forged From, by a copy, by a web form.
 * Each code would be a way to send mail in the relay's name to somebody who never asked. So of an
 * address of which nobody has vouched, one message is let through until it answers; and what gives
 * the service its budget back is the correspondent's own message, not one that says so.
 *
 * <p>Who writes as a service, and was told the user's code, uses up that service's budget. It is
 * not counted apart by what our MTA says of it, as the circuit breaker counts: the owner of a
 * listing would have the budget twice, by sending half of his mail from where nobody vouches for
 * it, and this limit protects the user. Mail in the user's name uses up nothing here.
 *
 * <p>A message is its own when our MTA vouches for it, or when it answers what that correspondent
 * got: a forger cannot know under which id. On a site that has named no {@code authserv-id} nothing
 * can be known, and each message counts as its own.
 */
public final class ReplyBudget {
  private static final int UNPROVEN = 1;

  private final boolean vouching;
  private final int usual;

  public ReplyBudget(Config config) {
    vouching = config.auth().authservId().isPresent();
    usual = config.relay().unanswered();
  }

  /** How many messages of the service may stand unanswered. */
  public int of(CorrespondentFacts user) {
    return isProven(user) ? usual : Math.min(UNPROVEN, usual);
  }

  /** Whether it is known that somebody at this address wants to be written to. */
  public boolean isProven(CorrespondentFacts user) {
    boolean asked = user.verified() || user.conversation().ownMessages() > 0;
    return asked || !(vouching || user.origin() == Origin.COPIED);
  }

  /** Whether a user's message is surely that user's. */
  public boolean isOwn(Transaction transaction, Draft draft) {
    return !vouching || transaction.authenticity() == Authenticity.PASS || draft.isAnswer();
  }
}
