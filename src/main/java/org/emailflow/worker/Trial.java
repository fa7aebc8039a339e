package org.emailflow.worker;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Owner;
import org.emailflow.spool.Step;
import org.emailflow.store.Suspects;

/**
 * The trial of a suspect, which is alone in the hands of its worker. Whatever is done by what
 * stands in the message is put on record before it begins and when it has ended: so recovery knows
 * where the worker died. The record is the last word in the owner's folder. It need not outlive a
 * power cut, because a restart of the machine convicts nobody.
 *
 * <p><b>In a stage</b> nothing happens but the message's own handling, for a few milliseconds. The
 * third death in the same stage convicts.
 *
 * <p><b>After a stage</b> the worker waits for the database, which is asked what follows from that
 * stage, and for the disk. There a death may have any cause; but a message whose bytes kill in a
 * statement (a driver's bug, no memory left) must leave, too, or it would kill every sweep. So the
 * fifth death in the same gap convicts, of those within {@link #A_WHILE} from its beginning. Who is
 * killed later waited for something that hangs (a server that is away, a lock, a full disk), which
 * is nobody's fault, be it every time.
 *
 * <p>Kills from outside hit an innocent five times in a row with a chance of q to the fifth, where
 * q is what its gap takes of the time between two kills; a pass ends the count, so the chance does
 * not grow with the time under fire. The longest gap, from the last stage to COMMIT, takes some 10
 * ms: with a kill a second that is 1 in 10^10 for each suspect, and 1 in 100 000 on a machine so
 * busy that the gap takes ten times as long.
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

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of whatever is no suspect: nothing is recorded. */
  static final Trial NONE = new Trial(Optional.empty(), Failpoints.NONE);

  /** Milliseconds; a statement takes some, a server that hangs more than a person's patience. */
  private static final int A_WHILE = 1000;

  private static final int MOST_IN_A_STAGE = 3;
  private static final int MOST_AFTER_A_STAGE = 5;

  private static final String AT = "at ";
  private static final String AFTER = "after ";
  private static final String WAITING = "waiting";
  private static final String PASSED = "passed";
  private static final String ALIVE = "alive";

  private final Optional<LastWord> words;
  private final Failpoints failpoints;

  private Trial(Optional<LastWord> words, Failpoints failpoints) {
    this.words = words;
    this.failpoints = failpoints;
  }

  Trial(LastWord words, Failpoints failpoints) {
    this(Optional.of(words), failpoints);
  }

  /** Of the one message that {@code owner} holds. */
  static Trial by(Owner owner, Failpoints failpoints) {
    var later = CompletableFuture.delayedExecutor(A_WHILE, TimeUnit.MILLISECONDS);
    return new Trial(new LastWord(owner::note, later), failpoints);
  }

  /**
   * Goes through one stage. An {@link Error} that nobody caught (no memory left) is a death, though
   * the process may end in good order.
   */
  void run(Stage stage, Runnable work) {
    if (words.isEmpty()) {
      work.run();
    } else {
      run(words.get(), stage, work);
    }
  }

  private void run(LastWord word, Stage stage, Runnable work) {
    word.say(AT + stage.word());
    failpoints.reach(Step.ON_TRIAL);
    try {
      work.run();
    } catch (RuntimeException e) {
      after(stage, word);
      throw e;
    }
    after(stage, word);
  }

  /** Behind the last stage lie all of them. */
  private static void after(Stage stage, LastWord word) {
    word.sayForAWhile(AFTER + stage.word(), stage == Stage.WRITE ? PASSED : WAITING);
  }

  /** The worker lives and gives up: what it leaves behind has killed nobody. */
  static void giveUp(Owner owner) {
    owner.note(ALIVE);
  }

  /** The stage in which the worker died, or {@code after …} it, by its last word. */
  static Optional<String> diedAt(Optional<String> word) {
    return word.filter(last -> last.startsWith(AT))
        .map(last -> last.substring(AT.length()))
        .or(() -> word.filter(last -> last.startsWith(AFTER)));
  }

  /** Whether the message had passed, and nobody knows what the worker waited for when it died. */
  static boolean isPassed(Optional<String> word) {
    return word.filter(PASSED::equals).isPresent();
  }

  /** Whether the worker did not die at all. */
  static boolean isAlive(Optional<String> word) {
    return word.filter(ALIVE::equals).isPresent();
  }

  /** Whether so many deaths at one point can be no accident. */
  static boolean convicts(Suspects.Deaths deaths) {
    boolean after = deaths.stage().startsWith(AFTER);
    return deaths.count() >= (after ? MOST_AFTER_A_STAGE : MOST_IN_A_STAGE);
  }
}
