package org.emailflow.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {

  /** Some file systems keep any time, and a database would refuse the row for it, each time. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-21T10:00:00Z, 2026-11-21T10:00:00Z",
    "1969-12-31T23:59:59Z, 1970-01-01T00:00:00Z",
    "-20000-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "+292277-01-01T00:00:00Z, 9999-01-01T00:00:00Z",
  })
  void whenItWasReceivedIsATimeThatCanBeKept(String mtime, String received) {
    Claim claim = new Claim("m", Path.of("m"), Instant.parse(mtime), 0);
    assertEquals(Instant.parse(received), claim.received());
  }
}
