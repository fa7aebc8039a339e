package org.emailflow.worker;

import org.emailflow.spool.Owner;

/**
 * Leaves word with an owner when the process is asked to stop (SIGTERM, SIGINT): if it is killed
 * before its batch is over, no message is to blame for that.
 */
final class StopWatch implements AutoCloseable {
  private final Thread hook;

  StopWatch(Owner owner) {
    hook = new Thread(owner::stopping, "stopping");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException alreadyStopping) {
      owner.stopping();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyStopping) {
      return; // then the word is left, or will be; the owner has nothing in its hands any more
    }
  }
}
