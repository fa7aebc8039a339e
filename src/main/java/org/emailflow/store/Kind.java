package org.emailflow.store;

/** What a message is. Only {@link #MESSAGE} counts in reply statistics. */
public enum Kind {
  MESSAGE,
  AUTO_REPLY,
  BOUNCE,
  /** Written by the relay itself. */
  NOTICE;

  /** The word of the design, as it stands in the tables, in JSON and in the log. */
  public String word() {
    return Words.of(this);
  }
}
