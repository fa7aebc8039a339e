package org.emailflow.store;

/** Which way a message goes. */
public enum Direction {
  TO_SERVICE,
  TO_USER;

  /** The word of the design, as it stands in the tables, in JSON and in the log. */
  public String word() {
    return Words.of(this);
  }
}
