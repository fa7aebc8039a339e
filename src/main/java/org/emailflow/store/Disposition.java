package org.emailflow.store;

/** What became of a message. */
public enum Disposition {
  RELAYED,
  DENIED,
  DISCARDED,
  DEFERRED,
  FAILED,
  DUPLICATE;

  /** The word of the design, as it stands in the tables, in JSON and in the log. */
  public String word() {
    return Words.of(this);
  }
}
