package org.emailflow.spool;

/**
 * Named places between any two steps that a crash may separate. Production hands in {@link #NONE};
 * tests kill the process, throw, or pretend that the disk failed.
 */
@FunctionalInterface
public interface Failpoints {

  /** Nothing ever happens. */
  Failpoints NONE = step -> {};

  /** Called when a step is done and before the next begins; may not return. */
  void reach(Step step);
}
