package org.emailflow.worker;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Owner;
import org.emailflow.spool.Step;

/**
 * The trial of a suspect, which is alone in the hands of its worker. Whatever is done by what
 * stands in the message is put on record before it begins and when it has ended: so recovery tells
 * a death in the middle of it from one while the worker waited for the database or the disk, which
 * may have any cause and proves nothing.
 *
 * <p>The record is the last word in the owner's folder. It need not outlive a power cut, because a
 * restart of the machine convicts nobody.
 */
final class Trial {

  /** What is done by what stands in the message. */
  enum Stage {
    READ,
    DECIDE,
    ASK,
    COMPOSE,
    NOTIFY,
    WRITE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of whatever is no suspect: nothing is recorded. */
  static final Trial NONE = new Trial(word -> {}, Failpoints.NONE);

  private static final String AT = "at ";
  private static final String BETWEEN = "between";
  private static final String PASSED = "passed";
  private static final String ALIVE = "alive";

  private final Consumer<String> record;
  private final Failpoints failpoints;

  Trial(Consumer<String> record, Failpoints failpoints) {
    this.record = record;
    this.failpoints = failpoints;
  }

  /** Of the one message that {@code owner} holds. */
  static Trial by(Owner owner, Failpoints failpoints) {
    return new Trial(owner::note, failpoints);
  }

  /**
   * Goes through one stage. An {@link Error} that nobody caught (no memory left) is a death, though
   * the process may end in good order.
   */
  void run(Stage stage, Runnable work) {
    record.accept(AT + stage.word());
    failpoints.reach(Step.ON_TRIAL);
    try {
      work.run();
    } catch (RuntimeException e) {
      record.accept(BETWEEN);
      throw e;
    }
    record.accept(BETWEEN);
  }

  /** All stages are behind it. */
  void passed() {
    record.accept(PASSED);
  }

  /** The worker lives and gives up: what it leaves behind has killed nobody. */
  static void giveUp(Owner owner) {
    owner.note(ALIVE);
  }

  /** The stage in which the worker died, by its last word. */
  static Optional<String> diedAt(Optional<String> word) {
    return word.filter(last -> last.startsWith(AT)).map(last -> last.substring(AT.length()));
  }

  /** Whether the message had passed when the worker died. */
  static boolean isPassed(Optional<String> word) {
    return word.filter(PASSED::equals).isPresent();
  }

  /** Whether the worker did not die at all. */
  static boolean isAlive(Optional<String> word) {
    return word.filter(ALIVE::equals).isPresent();
  }
}
