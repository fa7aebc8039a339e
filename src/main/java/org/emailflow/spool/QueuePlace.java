package org.emailflow.spool;

/** Where an outbound file is, in the order in which it goes through them. */
public enum QueuePlace {
  /** {@code queue/tmp}, under its staged name. */
  STAGED,
  /** {@code queue/new}. */
  NEW,
  /** {@code queue/work/<courier>}. */
  WORK,
  /** {@code queue/sent}. */
  SENT,
  /** {@code queue/bad}. */
  BAD
}
