package org.emailflow.chain.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.emailflow.TestMessage;
import org.emailflow.TestSite;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail that the site's own filter calls spam. */
class SpamGateTest {
  private static final String ANN = "ann@real-user.example";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hold | X-Spam-Flag | YES | failed spam",
        "'' | X-Spam-Flag | yes | failed spam",
        "deny | X-Spam-Status | Yes, score=7.1 required=5.0 | denied spam",
        "discard | X-Spam | Yes | discarded spam",
        "hold | X-Spam-Flag | NO | relayed",
        "hold | X-Spam-Status | No, score=0.1 says=yes | relayed",
        "hold | X-Spam-Status | Yesterday | relayed",
        "hold | X-Spam-Report | Yes | relayed",
      })
  void itDoesWhatTheChainFileAsks(String argument, String field, String said, String ends) {
    try (TestSite site = new TestSite(folder).with(SpamGate.of(argument).orElseThrow())) {
      String service = site.service("bob@real-owner.test");
      site.deliver(TestMessage.of(ANN, service).with(field, said), ANN, service);
      Outcome outcome = site.sweepOne();
      assertEquals(ends, (outcome.disposition().word() + " " + outcome.reason()).strip());
    }
  }

  /** A writer cannot take back what the filter says, wherever he writes it. */
  @Test
  void oneYesCounts() {
    try (TestSite site = new TestSite(folder).with(SpamGate.of("").orElseThrow())) {
      String service = site.service("bob@real-owner.test");
      TestMessage message =
          TestMessage.of(ANN, service)
              .with("X-Spam-Flag", "NO")
              .with("X-Spam-Flag", "YES")
              .with("X-Spam-Flag", "NO");
      site.deliver(message, ANN, service);
      assertEquals("spam", site.sweepOne().reason());
    }
  }

  @Test
  void itTakesNothingElse() {
    assertTrue(SpamGate.of("maybe").isEmpty());
    assertTrue(SpamGate.of("deny discard").isEmpty());
  }
}
