package org.emailflow.worker;

import org.emailflow.spool.Owner;

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

  /** In good order: all is finished and marked, and what could not be read is back. */
  void leave() {
    finisher.leave();
    batches.releaseUnreadable();
  }

  /** In any order: what is under way ends, what is still held is for recovery. */
  @Override
  public void close() {
    try (owner;
        watch;
        finisher) {
      batches.close();
    }
  }
}
