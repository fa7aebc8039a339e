package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.emailflow.spool.Failpoints;
import org.emailflow.store.Suspects;
import org.emailflow.worker.Trial.Stage;
import org.junit.jupiter.api.Test;

/** What the record of a suspect's trial says at each moment. */
class TrialTest {
  private final List<String> words = new ArrayList<>();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final Trial trial = new Trial(new LastWord(words::add, later::add), Failpoints.NONE);

  private Optional<String> last() {
    return Optional.of(words.get(words.size() - 1));
  }

  private void assertDiedAt(String point) {
    assertEquals(Optional.of(point), Trial.diedAt(last()));
    assertFalse(Trial.isPassed(last()));
    assertFalse(Trial.isAlive(last()));
  }

  private void waitAWhile() {
    later.forEach(Runnable::run);
    later.clear();
  }

  @Test
  void aStageIsOnRecordAsLongAsItTakes() {
    trial.run(Stage.DECIDE, () -> assertEquals(Optional.of("decide"), Trial.diedAt(last())));
    assertDiedAt("after decide");
    assertThrows(
        IllegalStateException.class,
        () ->
            trial.run(
                Stage.READ,
                () -> {
                  throw new IllegalStateException("a bug");
                }));
    assertDiedAt("after read");
  }

  /** What hangs is killed by somebody who has lost patience. */
  @Test
  void whoWaitsForLongDoesNotDieOfTheMessage() {
    trial.run(Stage.DECIDE, () -> {});
    waitAWhile();
    assertEquals(Optional.empty(), Trial.diedAt(last()));
    assertFalse(Trial.isPassed(last()));
    trial.run(Stage.WRITE, () -> {});
    assertDiedAt("after write");
    waitAWhile();
    assertEquals(Optional.empty(), Trial.diedAt(last()));
    assertTrue(Trial.isPassed(last()));
  }

  @Test
  void theNextStageIsWaitedForByNobody() {
    trial.run(Stage.DECIDE, () -> {});
    trial.run(
        Stage.ASK,
        () -> {
          waitAWhile();
          assertEquals(Optional.of("ask"), Trial.diedAt(last()));
        });
  }

  @Test
  void betweenTwoStagesItTakesMoreDeaths() {
    assertFalse(Trial.convicts(new Suspects.Deaths(0, "")));
    assertFalse(Trial.convicts(new Suspects.Deaths(2, "decide")));
    assertTrue(Trial.convicts(new Suspects.Deaths(3, "decide")));
    assertFalse(Trial.convicts(new Suspects.Deaths(4, "after write")));
    assertTrue(Trial.convicts(new Suspects.Deaths(5, "after write")));
  }

  /** No memory is left: the process ends, though it closes what it has open. */
  @Test
  void anErrorIsADeath() {
    assertThrows(
        OutOfMemoryError.class,
        () ->
            trial.run(
                Stage.COMPOSE,
                () -> {
                  throw new OutOfMemoryError("heap");
                }));
    assertEquals(Optional.of("compose"), Trial.diedAt(last()));
  }

  @Test
  void whoLeftNoWordLeavesItOpen() {
    assertEquals(Optional.empty(), Trial.diedAt(Optional.empty()));
    assertFalse(Trial.isPassed(Optional.empty()));
    assertFalse(Trial.isAlive(Optional.empty()));
  }
}
