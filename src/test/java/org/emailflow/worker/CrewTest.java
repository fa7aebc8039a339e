package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.emailflow.spool.Claim;
import org.junit.jupiter.api.Test;

class CrewTest {
  private final CountDownLatch refused = new CountDownLatch(1);
  private final AtomicInteger threads = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  private Thread oneThreadOnly(Runnable task) {
    if (threads.incrementAndGet() > 1) {
      refused.countDown();
      throw new OutOfMemoryError("unable to create native thread");
    }
    return new Thread(task, "only");
  }

  private void slowly() {
    try {
      refused.await();
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    done.incrementAndGet();
  }

  /** Or it would go on with messages that are being put back. */
  @Test
  void whoRunsAlreadyIsWaitedForWhenNoMoreThreadsStart() {
    List<Item> items =
        IntStream.range(0, 20)
            .mapToObj(i -> new Claim("m" + i, Path.of("m" + i), Instant.EPOCH, 10))
            .map(Item::arrived)
            .toList();
    try (Crew crew = new Crew(2, this::oneThreadOnly)) {
      assertThrows(OutOfMemoryError.class, () -> crew.each(items, item -> slowly()));
      assertEquals(items.size(), done.get());
    }
  }
}
