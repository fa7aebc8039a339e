package org.emailflow.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import org.emailflow.config.Keyring;
import org.emailflow.mail.Header;
import org.emailflow.mail.Limits;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Message;
import org.emailflow.mail.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopMarkTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final Keyring keys = Keyring.create(new SecureRandom(), NOW);
  private final LoopMark mark = new LoopMark(keys);

  private static Header header(String fields) {
    try {
      byte[] bytes = (fields + "\n\n").getBytes(StandardCharsets.UTF_8);
      return Message.read(Octets.of(bytes), Limits.DEFAULT).header();
    } catch (IOException | MailException e) {
      throw new AssertionError(e);
    }
  }

  private static Header marked(String value) {
    return header("X-Efm-Loop: " + value);
  }

  @Test
  void aConversationsMarkIsKnownAgainInThatConversationOnly() {
    Header header = marked(mark.of("service1", "user1"));
    assertTrue(mark.in(header, "service1", "user1"));
    assertFalse(mark.in(header, "service1", "user2"));
    assertFalse(mark.in(header, "service2", "user1"));
    assertFalse(mark.in(header, "service", "1user1"));
    assertFalse(mark.in(header("Subject: x"), "service1", "user1"));
  }

  @Test
  void oneOfSeveralMarksIsEnough() {
    String ours = mark.of("s", "u");
    Header header = header("X-Efm-Loop: x y\nX-Efm-Loop: " + ours + "\nX-Efm-Loop: z");
    assertTrue(mark.in(header, "s", "u"));
  }

  @Test
  void aMarkOutlivesItsKeysTurn() {
    Header header = marked(mark.of("s", "u"));
    Keyring rotated = keys.rotated(new SecureRandom(), NOW);
    assertTrue(new LoopMark(rotated).in(header, "s", "u"));
    Keyring other = Keyring.create(new SecureRandom(), NOW);
    assertFalse(new LoopMark(other).in(header, "s", "u"));
  }

  @Test
  void aChangedMarkIsNone() {
    String value = mark.of("s", "u");
    for (int i = 0; i < value.length() - 1; i++) {
      char other = value.charAt(i) == 'A' ? 'B' : 'A';
      String forged = value.substring(0, i) + other + value.substring(i + 1);
      assertFalse(mark.in(marked(forged), "s", "u"), forged);
    }
    String mac = value.substring(value.indexOf(' '));
    assertFalse(mark.in(marked(mac.strip()), "s", "u"));
    assertFalse(mark.in(marked(value + " more"), "s", "u"));
    assertFalse(mark.in(marked(keys.ids().get(0) + " A"), "s", "u"));
    assertFalse(mark.in(marked(keys.ids().get(0) + " \u00fc?"), "s", "u"));
  }

  @ParameterizedTest
  @CsvSource({
    "'X-Loop-Hops: 7', 7",
    "'X-Loop-Hops: 3|X-Loop-Hops: 9', 9",
    "'Received: a|Received: b|X-Loop-Hops: 1', 2",
    "'Subject: x', 0",
    "'X-Loop-Hops: -5', 0",
    "'X-Loop-Hops: 99999999999999999999', 0",
    "'X-Loop-Hops: \u0663', 0",
    "'X-Loop-Hops:', 0",
  })
  void theHopsAreTheLargerCount(String fields, int hops) {
    assertEquals(hops, LoopMark.hops(header(fields.replace('|', '\n'))));
  }
}
