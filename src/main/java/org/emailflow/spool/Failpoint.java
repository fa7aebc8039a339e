package org.emailflow.spool;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One failpoint, set from outside for the tests that kill a process at a named step: {@code
 * STEP[:n][=halt|throw|io]}, where the step is one of {@link Step}, {@code n} is how often it is
 * reached until something happens (1), and what happens is one of
 *
 * <ul>
 *   <li>{@code halt}: the JVM ends at once, without shutdown hooks, as by {@code kill -9}; status
 *       137
 *   <li>{@code throw}: a bug, {@link IllegalStateException}
 *   <li>{@code io}: the disk fails, {@link SpoolException.Temporary}
 * </ul>
 *
 * <p>It happens once.
 */
public final class Failpoint implements Failpoints {

  /** The system property that {@link #fromSystemProperty} reads. */
  public static final String PROPERTY = "efm.failpoint";

  private static final int KILLED = 137;

  private enum Effect {
    HALT,
    THROW,
    IO
  }

  private final Step step;
  private final AtomicInteger left;
  private final Effect effect;

  private Failpoint(Step step, int times, Effect effect) {
    this.step = step;
    this.left = new AtomicInteger(times);
    this.effect = effect;
  }

  /** What {@link #PROPERTY} says; {@link Failpoints#NONE} where it is not set. */
  public static Failpoints fromSystemProperty() {
    String text = System.getProperty(PROPERTY);
    return text == null ? NONE : parse(text);
  }

  /**
   * Reads {@code STEP[:n][=halt|throw|io]}.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static Failpoint parse(String text) {
    String[] parts = text.split("=", 2);
    String[] point = parts[0].split(":", 2);
    try {
      return new Failpoint(
          Step.valueOf(point[0]),
          point.length > 1 ? Integer.parseInt(point[1]) : 1,
          parts.length > 1 ? Effect.valueOf(parts[1].toUpperCase(Locale.ROOT)) : Effect.HALT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a failpoint: " + text + "; write STEP[:n][=halt|throw|io]", e);
    }
  }

  @Override
  public void reach(Step reached) {
    if (reached == step && left.decrementAndGet() == 0) {
      happen();
    }
  }

  private void happen() {
    switch (effect) {
      case HALT -> Runtime.getRuntime().halt(KILLED);
      case THROW -> throw new IllegalStateException("failpoint " + step);
      case IO ->
          throw new SpoolException.Temporary(
              "failpoint " + step, new IOException("Input/output error"));
    }
  }
}
