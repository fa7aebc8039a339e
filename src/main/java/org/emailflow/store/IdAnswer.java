package org.emailflow.store;

import java.util.Optional;

/**
 * What is known of an id.
 *
 * @param original the id is one that we made, and this is what the recipient itself knows it as: it
 *     goes back
 * @param mapped the id was given this form before, by whatever key was in use then: it keeps it
 */
public record IdAnswer(Optional<String> original, Optional<String> mapped) {

  public static final IdAnswer UNKNOWN = new IdAnswer(Optional.empty(), Optional.empty());
}
