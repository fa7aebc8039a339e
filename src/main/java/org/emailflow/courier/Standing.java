package org.emailflow.courier;

/** What the ledger has of an outbound file. */
public enum Standing {
  /** No row: nothing of ours. A worker commits the row before it publishes the file. */
  UNKNOWN,
  /** Not marked published: not the courier's yet. */
  UNPUBLISHED,
  /** Published, and its time has come. */
  DUE,
  /** Deferred until later. */
  LATER,
  /** Recorded as sent: never to be sent again. */
  SENT,
  /** Recorded as refused. */
  REFUSED
}
