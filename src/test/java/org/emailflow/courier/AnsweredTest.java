package org.emailflow.courier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnsweredTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");

  private static final List<Answered> ALL =
      List.of(
          Answered.sent(AT, "250 2.0.0 queued"),
          Answered.sent(AT, ""),
          Answered.deferred(AT, AT.plusSeconds(60), "451 4.2.1 später"),
          Answered.refused(AT, new Answer.Refused("5.1.1", "550 5.1.1 no such user")));

  @Test
  void whatIsKeptIsReadAgain() {
    for (Answered answered : ALL) {
      assertEquals(Optional.of(answered), Answered.parse(answered.bytes()));
    }
  }

  @Test
  void whatIsNotWholeIsNone() {
    for (Answered answered : ALL) {
      byte[] whole = answered.bytes();
      for (int n = 0; n < whole.length; n++) {
        assertEquals(Optional.empty(), Answered.parse(Arrays.copyOf(whole, n)));
      }
    }
    assertEquals(Optional.empty(), Answered.parse("LOST\nx\n-\n-\n-\nend".getBytes(UTF_8)));
  }
}
