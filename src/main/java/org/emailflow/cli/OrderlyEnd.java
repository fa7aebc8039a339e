package org.emailflow.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Lets a command finish in good order when it is told to end by SIGTERM or Ctrl-C: the JVM waits
 * until {@link #finished}, which the command calls last of all.
 *
 * <p>Waits for a latch and not for the command's thread: that one comes to {@link System#exit},
 * which never returns while the JVM is ending, so that each would wait for the other.
 */
final class OrderlyEnd {
  private final CountDownLatch finished = new CountDownLatch(1);
  private Runnable how = () -> {};
  private boolean ending;

  OrderlyEnd() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "stop"));
  }

  /**
   * @param how asks the command to come to its end; called from another thread, at once if it is
   *     too late already, and not at all when the command ends by itself
   */
  synchronized void by(Runnable how) {
    this.how = how;
    if (ending) {
      how.run();
    }
  }

  /** The command is done; the JVM may end. */
  void finished() {
    finished.countDown();
  }

  private void end() {
    if (finished.getCount() == 0) {
      return;
    }
    ask();
    try {
      finished.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void ask() {
    ending = true;
    how.run();
  }
}
