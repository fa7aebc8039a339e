package org.emailflow.store;

/** What the local part of an envelope recipient names. */
public enum Role {
  SERVICE,
  USER,
  BOUNCE,
  /** No address of ours: only the ledger is asked. */
  NONE;

  /** The word of the design, as it stands in the tables, in JSON and in the log. */
  public String word() {
    return Words.of(this);
  }
}
