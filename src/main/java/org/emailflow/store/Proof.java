package org.emailflow.store;

/**
 * Why it is believed that a message is its writer's, the weakest first.
 *
 * <p>What limits a conversation counts, for each message, only those that are proven at least as
 * well: so mail that anybody could have written shuts out no mail that he could not.
 */
public enum Proof {
  /** Our own MTA says that it is another's; the site lets it pass. */
  FORGED,
  /** Nothing says whose it is: who knows both addresses could have written it. */
  NONE,
  /** It names what only its writer was told: a user's code, a token, the id that it answers. */
  SECRET,
  /** Our own MTA vouches for the writer. */
  VOUCHED;

  /** The word of the design, as it stands in the tables, in JSON and in the log. */
  public String word() {
    return Words.of(this);
  }
}
