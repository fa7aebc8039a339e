package org.emailflow.chain.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emailflow.chain.ChainException;
import org.emailflow.chain.LoopMark;
import org.emailflow.chain.Plugin;
import org.emailflow.config.ConfigReader;
import org.emailflow.config.Keyring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a chain file may say. */
class BuiltInTest {
  private final BuiltIn plugins = plugins();

  private static BuiltIn plugins() {
    try {
      Keyring keys = Keyring.create(new SecureRandom(), Instant.EPOCH);
      return new BuiltIn(
          ConfigReader.read(Optional.empty(), Map.of()).config(),
          Clock.systemUTC(),
          new LoopMark(keys),
          address -> false);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void onePluginALineInTheirOrder() throws ChainException {
    List<String> lines = List.of("# ours", "", "  bcc # but not", "spam_gate  deny", "sender_auth");
    assertEquals(
        List.of("bcc", "spam_gate", "sender_auth"),
        plugins.chain(lines, "chain").site().stream().map(Plugin::name).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spam_gat | chain:2: unknown plugin \"spam_gat\"; did you mean \"spam_gate\"?",
        "bcc deny | chain:2: plugin \"bcc\" does not take \"deny\"",
        "spam_gate deny now | chain:2: plugin \"spam_gate\" does not take \"deny now\"",
      })
  void whatItMayNotSay(String line, String error) {
    ChainException e =
        assertThrows(ChainException.class, () -> plugins.chain(List.of("", line), "chain"));
    assertEquals(error, e.getMessage());
  }
}
