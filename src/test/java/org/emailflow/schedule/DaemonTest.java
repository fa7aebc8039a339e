package org.emailflow.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DaemonTest {

  private static final Duration SHORT = Duration.ofMillis(5);

  private static Work work(String name, Runnable round) {
    return new Work(name, SHORT, round);
  }

  private static Runnable until(CountDownLatch enough, Daemon[] daemon) {
    return () -> {
      enough.countDown();
      if (enough.getCount() == 0) {
        daemon[0].stop();
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aWorkThatHangsHoldsNoOtherUp() throws InterruptedException {
    CountDownLatch enough = new CountDownLatch(3);
    Daemon[] daemon = new Daemon[1];
    daemon[0] =
        new Daemon(
            List.of(work("hangs", () -> await(enough)), work("goes on", until(enough, daemon))));
    daemon[0].run(() -> {});
    assertEquals(0, enough.getCount());
  }

  @Test
  void aWorkThatThrowsIsDoneAgain() throws InterruptedException {
    CountDownLatch enough = new CountDownLatch(3);
    Daemon[] daemon = new Daemon[1];
    Runnable count = until(enough, daemon);
    daemon[0] =
        new Daemon(
            List.of(
                work(
                    "throws",
                    () -> {
                      count.run();
                      throw new IllegalStateException("away");
                    })));
    daemon[0].run(() -> {});
    assertEquals(0, enough.getCount());
  }

  @Test
  void aWorkIsNeverDoneTwiceAtOnce() throws InterruptedException {
    CountDownLatch enough = new CountDownLatch(20);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Daemon[] daemon = new Daemon[1];
    Runnable count = until(enough, daemon);
    Runnable round =
        () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          count.run();
          inside.decrementAndGet();
        };
    daemon[0] = new Daemon(List.of(work("one", round), work("other", () -> {})));
    daemon[0].run(() -> {});
    assertEquals(1, most.get());
  }

  @Test
  void theRoundAtHandIsFinishedBeforeItReturns() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    Daemon[] daemon = new Daemon[1];
    Runnable round =
        () -> {
          daemon[0].stop();
          begun.countDown();
          LockSupport.parkNanos(50_000_000); // long enough for a run() that does not wait
          finished.incrementAndGet();
        };
    daemon[0] = new Daemon(List.of(work("one", round)));
    daemon[0].run(() -> {});
    assertEquals(0, begun.getCount());
    assertTrue(finished.get() >= 1);
  }
}
