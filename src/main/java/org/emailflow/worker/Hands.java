package org.emailflow.worker;

import org.emailflow.spool.Owner;
import org.emailflow.spool.SpoolException;

/** One owner at work: its claims, its batches, and who finishes them. */
final class Hands implements AutoCloseable {
  private final Owner owner;
  private final BatchRun batches;
  private final Finisher finisher;
  private final StopWatch watch;

  Hands(Owner owner, BatchRun batches, Finisher finisher) {
    this.owner = owner;
    this.batches = batches;
    this.finisher = finisher;
    this.watch = new StopWatch(owner);
  }

  Owner owner() {
    return owner;
  }

  BatchRun batches() {
    return batches;
  }

  /**
   * Does {@code work} and leaves in good order: all is finished and marked, and what could not be
   * read is back. A failure is no death: what it leaves behind is for recovery, and no message is
   * to blame.
   */
  void run(Runnable work) {
    try {
      work.run();
      batches.runDoubtful();
      finisher.leave();
      batches.releaseUnreadable();
    } catch (RuntimeException e) {
      blameNobody(e);
      throw e;
    }
  }

  private void blameNobody(RuntimeException e) {
    try {
      Trial.giveUp(owner);
    } catch (SpoolException also) {
      e.addSuppressed(also);
    }
  }

  /** In any order: what is under way ends, what is still held is for recovery. */
  @Override
  public void close() {
    try (owner;
        watch;
        finisher) {
      if (finisher.owes()) {
        owner.leaveBehind();
      }
      batches.close();
    }
  }
}
