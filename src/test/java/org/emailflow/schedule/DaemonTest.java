package org.emailflow.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The daemon's rhythm; what it waits for is signalled, never timed. */
class DaemonTest {
  @Test
  void aRunThatFailsIsFollowedByTheNextAndTwoNeverOverlap() throws Exception {
    CountDownLatch runs = new CountDownLatch(5);
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();
    Runnable work =
        () -> {
          overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
          runs.countDown();
          inside.decrementAndGet();
          throw new IllegalStateException("the database is away");
        };
    run(work, runs);
    assertEquals(false, overlapped.get());
  }

  @Test
  void aWorkThatHangsHoldsNoOtherUp() throws Exception {
    CountDownLatch others = new CountDownLatch(3);
    Runnable hangs =
        () -> {
          try {
            assertTrue(others.await(1, TimeUnit.MINUTES));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    Duration rhythm = Duration.ofMillis(10);
    Work slow = new Work("deliver", rhythm, hangs);
    Daemon daemon = new Daemon(List.of(slow, new Work("sweep", rhythm, others::countDown)));
    Future<?> life = live(daemon, () -> {});
    assertTrue(others.await(1, TimeUnit.MINUTES));
    daemon.stop();
    life.get(1, TimeUnit.MINUTES);
  }

  /** A job that was handed over in that moment made Quartz' own shutdown wait for ever. */
  @Test
  void stopEndsInWhateverMomentItComes() throws Exception {
    for (int i = 0; i < 100; i++) {
      aWorkThatHangsHoldsNoOtherUp();
    }
  }

  @Test
  void stopWaitsForTheRunAtHand() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean finished = new AtomicBoolean();
    Runnable work =
        () -> {
          begun.countDown();
          try {
            assertTrue(goOn.await(1, TimeUnit.MINUTES));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          finished.set(true);
        };
    Daemon daemon = new Daemon(List.of(new Work("sweep", Duration.ofDays(1), work)));
    Future<?> life = live(daemon, () -> {});
    assertTrue(begun.await(1, TimeUnit.MINUTES));
    daemon.stop();
    goOn.countDown();
    life.get(1, TimeUnit.MINUTES);
    assertTrue(finished.get());
  }

  private static void run(Runnable work, CountDownLatch until) throws Exception {
    CountDownLatch ready = new CountDownLatch(1);
    Daemon daemon = new Daemon(List.of(new Work("sweep", Duration.ofMillis(10), work)));
    Future<?> life = live(daemon, ready::countDown);
    assertTrue(ready.await(1, TimeUnit.MINUTES));
    assertTrue(until.await(1, TimeUnit.MINUTES));
    daemon.stop();
    daemon.stop();
    life.get(1, TimeUnit.MINUTES);
  }

  private static Future<?> live(Daemon daemon, Runnable ready) {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> life =
        thread.submit(
            () -> {
              daemon.run(ready);
              return null;
            });
    thread.shutdown();
    return life;
  }
}
