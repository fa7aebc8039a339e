package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emailflow.spool.Failpoints;
import org.emailflow.worker.Trial.Stage;
import org.junit.jupiter.api.Test;

/** What the record of a suspect's trial says at each moment. */
class TrialTest {
  private final List<String> words = new ArrayList<>();
  private final Trial trial = new Trial(words::add, Failpoints.NONE);

  private Optional<String> last() {
    return Optional.of(words.get(words.size() - 1));
  }

  private void assertOpen() {
    assertEquals(Optional.empty(), Trial.diedAt(last()));
    assertFalse(Trial.isPassed(last()));
    assertFalse(Trial.isAlive(last()));
  }

  @Test
  void aStageIsOnRecordAsLongAsItTakes() {
    trial.run(Stage.DECIDE, () -> assertEquals(Optional.of("decide"), Trial.diedAt(last())));
    assertOpen();
    assertThrows(
        IllegalStateException.class,
        () ->
            trial.run(
                Stage.READ,
                () -> {
                  throw new IllegalStateException("a bug");
                }));
    assertOpen();
    trial.passed();
    assertTrue(Trial.isPassed(last()));
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
