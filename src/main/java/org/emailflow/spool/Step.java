package org.emailflow.spool;

/**
 * Every step of the state table after which a process may die, in the order of the table. The room
 * that takes the step reaches it; a test holds each room to its list.
 */
public enum Step {
  /** S0 to S1, once a message: it is in {@code work/<owner>}. */
  CLAIMED(Room.SPOOL),
  /** S1, of a suspect, once a stage: it is about to be read, decided, composed or written. */
  ON_TRIAL(Room.WORKER),
  /** S1 to S2, once a file: it is in {@code queue/tmp}, empty. */
  STAGE_OPENED(Room.SPOOL),
  /** S1 to S2, once a file: its bytes are written, not synced. */
  STAGE_WRITTEN(Room.SPOOL),
  /** S1, once a file that was decided against: it is gone. */
  UNSTAGED(Room.SPOOL),
  /** S2, once a batch: staged files, and the folders that claims came from and went to, synced. */
  STAGED_SYNCED(Room.SPOOL),
  /** S2, once a batch: all rows are written, COMMIT is not sent. */
  COMMITTING(Room.WORKER),
  /** S3, once a batch: COMMIT has been answered. */
  COMMITTED(Room.WORKER),
  /** S3 to S4, once a file: it is in {@code queue/new}. */
  PUBLISHED(Room.SPOOL),
  /** S3 to S4, once a batch: {@code queue/new} is synced. */
  PUBLISHED_SYNCED(Room.SPOOL),
  /** S4, once a batch: the outbox rows are marked published. */
  PUBLISHED_MARKED(Room.WORKER),
  /** S4 to S5, once a failed message: its reason is durable, the original not yet moved. */
  WHY_WRITTEN(Room.SPOOL),
  /** S4 to S5, once a message: the original is in its box. */
  ARCHIVED(Room.SPOOL),
  /** S5, once a batch: the boxes are synced. */
  ARCHIVED_SYNCED(Room.SPOOL),
  /** An original went back to {@code inbox/new}, by its owner or by recovery. */
  RELEASED(Room.SPOOL),
  /** A failed original is back in {@code inbox/new} and its reason gone. */
  REPROCESSED(Room.SPOOL),
  /** An owner's folder is gone. */
  OWNER_LEFT(Room.SPOOL),

  /** Q1, once a message: it is in {@code queue/work/<owner>}. */
  QUEUE_CLAIMED(Room.SPOOL),
  /** Q2: the attempt is recorded, DATA is not sent. */
  ATTEMPT_RECORDED(Room.COURIER),
  /** Q2: the server has answered, nobody else knows. */
  ANSWERED(Room.COURIER),
  /** Q2: the answer is on disk, the ledger does not know. */
  ANSWER_KEPT(Room.SPOOL),
  /** Q3: the answer is recorded. */
  ANSWER_RECORDED(Room.COURIER),
  /** Q3, once a refused message: the report on it is in the inbox. */
  REFUSAL_REPORTED(Room.SPOOL),
  /** Q4: the file is where the answer sends it. */
  SETTLED(Room.SPOOL),
  /** Q4, once a pass: the queue's folders are synced. */
  SETTLED_SYNCED(Room.SPOOL),

  /** Recovery: a dead owner's lock is ours, nothing is touched yet. */
  TAKEN_OVER(Room.SPOOL),
  /** Recovery: the dead batch's members are marked suspect. */
  SUSPECTS_MARKED(Room.WORKER);

  /** Which room reaches a step. */
  public enum Room {
    SPOOL,
    WORKER,
    COURIER
  }

  private final Room room;

  Step(Room room) {
    this.room = room;
  }

  /** The room that reaches this step. */
  public Room room() {
    return room;
  }
}
