package org.emailflow.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.emailflow.mail.Octets;

/**
 * Threads for what each message of a batch needs by itself: reading, composing, writing. Started
 * when they are first needed, so that a sweep of nothing starts none.
 *
 * <p>Small messages run side by side; the others after them, one at a time, whoever asks, because
 * each may need memory in proportion to its size. What a step throws is thrown here, when all of
 * them have ended.
 */
final class Crew implements AutoCloseable {
  private final int size;
  private final ThreadFactory factory;
  private final Object oneLarge = new Object();
  private ExecutorService threads;

  /**
   * @param size how many messages at once
   */
  Crew(int size) {
    this(size, Crew::thread);
  }

  Crew(int size, ThreadFactory factory) {
    this.size = size;
    this.factory = factory;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "sweep");
    thread.setDaemon(true);
    return thread;
  }

  /** As many threads as there are processors. */
  static Crew ofThisMachine() {
    return new Crew(Runtime.getRuntime().availableProcessors());
  }

  /** Runs {@code step} for each of {@code items}, in no order. */
  void each(List<Item> items, Consumer<Item> step) {
    eachInOrder(items.stream().map(List::of).toList(), step);
  }

  /** Runs {@code step} for each item of {@code groups}; those of one group one after the other. */
  void eachInOrder(Collection<List<Item>> groups, Consumer<Item> step) {
    List<List<Item>> small = groups.stream().filter(Crew::isSmall).toList();
    if (small.size() < 2 || size < 2) {
      small.forEach(group -> group.forEach(step));
    } else {
      together(small, step);
    }
    groups.stream().filter(group -> !isSmall(group)).forEach(group -> large(group, step));
  }

  private void large(List<Item> group, Consumer<Item> step) {
    synchronized (oneLarge) {
      group.forEach(step);
    }
  }

  private static boolean isSmall(List<Item> group) {
    return group.stream().allMatch(item -> item.claim().size() <= Octets.SMALL);
  }

  private void together(List<List<Item>> groups, Consumer<Item> step) {
    AtomicInteger next = new AtomicInteger();
    Callable<Void> worker =
        () -> {
          for (int i = next.getAndIncrement(); i < groups.size(); i = next.getAndIncrement()) {
            groups.get(i).forEach(step);
          }
          return null;
        };
    List<Future<Void>> workers = new ArrayList<>();
    Throwable failure = null;
    try {
      for (int i = 0; i < Math.min(size, groups.size()); i++) {
        workers.add(start(worker));
      }
    } catch (RuntimeException | Error e) {
      failure = e; // no memory for a thread: those that run already are waited for all the same
    }
    join(workers, failure);
  }

  /**
   * All of them end before the first failure is thrown: nobody touches a message after that.
   *
   * @param first what went wrong before them, or null
   */
  static void join(List<Future<Void>> workers, Throwable first) {
    Throwable failure = first;
    for (Future<Void> worker : workers) {
      try {
        await(worker);
      } catch (RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /** Starts something beside what the caller does next. */
  synchronized <T> Future<T> start(Callable<T> work) {
    if (threads == null) {
      threads = Executors.newCachedThreadPool(factory);
    }
    return threads.submit(work);
  }

  /**
   * The result of what was started, or what it threw. Waits also while interrupted: what is under
   * way must not be left to itself, and takes a moment only.
   */
  static <T> T await(Future<T> work) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return work.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("a step threw " + e.getCause(), e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public synchronized void close() {
    if (threads != null) {
      threads.shutdown();
    }
  }
}
