package org.emailflow.worker;

/** Is told of each message when its batch is archived. */
@FunctionalInterface
public interface SweepListener {
  void done(Outcome outcome);
}
