package org.emailflow.worker;

import java.util.concurrent.atomic.AtomicInteger;

/** Numbers an owner's staged files; a number is never given twice, also not in another batch. */
final class StageNames {
  private final AtomicInteger last = new AtomicInteger();

  int next() {
    return last.incrementAndGet();
  }
}
