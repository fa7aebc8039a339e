package org.emailflow.spool;

/** Where an original goes when its message is decided (state S5). */
public enum Box {
  /** {@code done/YYYY-MM-DD}: relayed, denied, discarded or duplicate. */
  DONE,
  /** {@code failed}: a person must look. */
  FAILED,
  /** {@code deferred}: tried again when the ledger says so. */
  DEFERRED
}
