package org.emailflow.store;

/** How far an outbound message has come. */
public enum OutboundState {
  COMMITTED,
  PUBLISHED,
  SENT,
  DEFERRED,
  REFUSED,
  BOUNCED;

  /** The word of the design, as it stands in the tables, in JSON and in the log. */
  public String word() {
    return Words.of(this);
  }
}
