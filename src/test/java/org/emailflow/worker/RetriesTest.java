package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.emailflow.store.Disposition;
import org.emailflow.store.Kind;
import org.emailflow.store.Sha256;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final Random random = new Random(5);

  private Sha256 identity() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Sha256.of(bytes);
  }

  private static long minutes(int attempts, Sha256 identity) {
    return Duration.between(NOW, Retries.next(attempts, NOW, identity)).toMinutes();
  }

  @Test
  void aMessageIsTriedAfterOneFiveFifteenAndSixtyMinutes() {
    List<Long> steps = List.of(1L, 5L, 15L, 60L);
    for (int i = 0; i < steps.size(); i++) {
      assertEquals(steps.get(i), minutes(i + 1, identity()));
    }
  }

  @Test
  void thenHourlyWithAJitterThatIsTheMessagesOwn() {
    Set<Long> different = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      Sha256 identity = identity();
      long minutes = minutes(5 + i % 100, identity);
      assertTrue(minutes >= 60 && minutes < 90, minutes + " minutes");
      assertEquals(minutes, minutes(6, identity));
      different.add(minutes);
    }
    assertTrue(different.size() >= 5, different.toString());
  }

  @Test
  void afterFiveDaysADeferredMessageHasFailed() {
    Ending deferred = Ending.of(Disposition.DEFERRED, Kind.MESSAGE, "not-now");
    Instant limit = NOW.plus(Duration.ofDays(5));
    assertFalse(Retries.isOver(deferred, 5, NOW, limit));
    assertTrue(Retries.isOver(deferred, 5, NOW, limit.plusMillis(1)));
    Ending relayed = Ending.of(Disposition.RELAYED, Kind.MESSAGE, "");
    assertFalse(Retries.isOver(relayed, 5, NOW, limit.plusSeconds(1)));
  }

  @Test
  void whatIsOldAlreadyIsGivenTheFirstStepsAllTheSame() {
    Ending deferred = Ending.of(Disposition.DEFERRED, Kind.MESSAGE, "not-now");
    Instant late = NOW.plus(Duration.ofDays(50));
    assertFalse(Retries.isOver(deferred, 4, NOW, late));
    assertTrue(Retries.isOver(deferred, 5, NOW, late));
  }
}
