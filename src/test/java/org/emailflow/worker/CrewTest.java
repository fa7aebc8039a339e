package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.emailflow.mail.Octets;
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
    waitFor(refused);
    pause();
    done.incrementAndGet();
  }

  /** Long enough for whoever does not wait to be seen. */
  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Item item(String name, long size) {
    return Item.arrived(new Claim(name, Path.of(name), Instant.EPOCH, size));
  }

  private static String name(Item item) {
    return item.claim().name();
  }

  /** Each may need memory in proportion to its size. */
  @Test
  void largeOnesRunAfterTheOthersAndOneAtATime() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      items.add(item("large" + i, Octets.SMALL + 1L));
      items.add(item("small" + i, Octets.SMALL));
    }
    AtomicInteger large = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    try (Crew crew = new Crew(4)) {
      crew.each(
          items,
          item -> {
            boolean isLarge = name(item).startsWith("large");
            most.accumulateAndGet(isLarge ? large.incrementAndGet() : 0, Math::max);
            order.add(name(item).substring(0, 5));
            pause();
            large.addAndGet(isLarge ? -1 : 0);
          });
    }
    assertEquals(1, most.get());
    List<String> sorted = new ArrayList<>(Collections.nCopies(10, "small"));
    sorted.addAll(Collections.nCopies(10, "large"));
    assertEquals(sorted, order);
  }

  @Test
  void thoseOfOneGroupRunInOrder() {
    List<List<Item>> groups = new ArrayList<>();
    for (int g = 0; g < 8; g++) {
      int group = g;
      groups.add(IntStream.range(0, 9).mapToObj(i -> item(group + "." + i, 10)).toList());
    }
    Map<String, List<String>> ran = new ConcurrentHashMap<>();
    try (Crew crew = new Crew(4)) {
      crew.eachInOrder(
          groups,
          item ->
              ran.computeIfAbsent(name(item).substring(0, 1), g -> new ArrayList<>())
                  .add(name(item)));
    }
    assertEquals(8, ran.size());
    groups.forEach(
        group ->
            assertEquals(
                group.stream().map(CrewTest::name).toList(),
                ran.get(name(group.get(0)).substring(0, 1))));
  }

  @Test
  void whatOneThrowsIsThrownWhenTheOthersHaveEnded() {
    List<Item> items = IntStream.range(0, 20).mapToObj(i -> item("m" + i, 10)).toList();
    CountDownLatch failed = new CountDownLatch(1);
    try (Crew crew = new Crew(2)) {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  crew.each(
                      items,
                      item -> {
                        if (name(item).equals("m0")) {
                          failed.countDown();
                          throw new IllegalStateException("m0");
                        }
                        waitFor(failed);
                        pause();
                        done.incrementAndGet();
                      }));
      assertEquals("m0", thrown.getMessage());
      assertEquals(19, done.get());
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Or it would go on with messages that are being put back. */
  @Test
  void whoRunsAlreadyIsWaitedForWhenNoMoreThreadsStart() {
    List<Item> items = IntStream.range(0, 20).mapToObj(i -> item("m" + i, 10)).toList();
    try (Crew crew = new Crew(2, this::oneThreadOnly)) {
      assertThrows(OutOfMemoryError.class, () -> crew.each(items, item -> slowly()));
      assertEquals(items.size(), done.get());
    }
  }
}
