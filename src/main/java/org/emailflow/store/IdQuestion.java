package org.emailflow.store;

/**
 * A Message-ID (or an iCalendar UID) that stands in a message of a conversation.
 *
 * @param recipient the party that the message goes to: a correspondent's id, or {@link #SERVICE}
 * @param id with or without angle brackets, as long as it is always the same
 */
public record IdQuestion(long serviceId, long recipient, String id) {

  /** The party of the service side. */
  public static final long SERVICE = 0;
}
