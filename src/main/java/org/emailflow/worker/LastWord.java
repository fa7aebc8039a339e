package org.emailflow.worker;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a worker said last, for whoever takes over. A word may be said for a while only: who is
 * killed much later, at something that does not come back, did not die of that.
 */
final class LastWord {
  private final Consumer<String> record;
  private final Executor later;
  private int said;

  /**
   * @param later runs what it is given after the while
   */
  LastWord(Consumer<String> record, Executor later) {
    this.record = record;
    this.later = later;
  }

  synchronized void say(String word) {
    said++;
    record.accept(word);
  }

  /** Says {@code word}, and {@code then} after a while in which nothing else was said. */
  synchronized void sayForAWhile(String word, String then) {
    say(word);
    int now = said;
    later.execute(() -> sayUnlessTalking(now, then));
  }

  private synchronized void sayUnlessTalking(int since, String word) {
    if (said == since) {
      say(word);
    }
  }
}
