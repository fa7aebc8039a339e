package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.emailflow.config.Keyring;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final SecureRandom random = new SecureRandom();
  private final Keyring keys = Keyring.create(random, NOW);
  private final Tokens tokens = new Tokens(keys, random);

  @Test
  void aTokenNamesItsRandomPart() {
    String token = tokens.mint();
    assertTrue(token.matches("[0-9a-hjkmnp-tv-z]{32}[0-9a-z]+"), token);
    assertEquals(Optional.of(Tokens.name(token)), tokens.verify(token));
    assertNotEquals(token, tokens.mint());
  }

  /** A local part may have 64 characters (RFC 5321 section 4.5.3.1.1). */
  @Test
  void aTokenFitsIntoALocalPart() {
    assertTrue(("bounce-" + tokens.mint()).length() <= 64);
  }

  @Test
  void anyOtherCharacterMakesItFalse() {
    String token = tokens.mint();
    for (int i = 0; i < token.length(); i++) {
      for (char c : "0123456789abcdefghijklmnopqrstuvwxyz-".toCharArray()) {
        if (c != token.charAt(i)) {
          String forged = token.substring(0, i) + c + token.substring(i + 1);
          assertEquals(Optional.empty(), tokens.verify(forged), forged);
        }
      }
      assertEquals(Optional.empty(), tokens.verify(token.substring(0, i)));
    }
    assertEquals(Optional.empty(), tokens.verify(token + "0"));
  }

  @Test
  void aTokenOutlivesItsKeysTurnUntilTheKeyIsTakenAway() {
    String token = tokens.mint();
    Keyring rotated = keys.rotated(random, NOW.plusSeconds(1));
    Tokens later = new Tokens(rotated, random);
    assertEquals(Optional.of(Tokens.name(token)), later.verify(token));
    assertTrue(later.mint().endsWith(rotated.ids().get(0)));
    Keyring newOnly = Keyring.parse(List.of(rotated.lines().get(0)));
    assertEquals(Optional.empty(), new Tokens(newOnly, random).verify(token));
  }

  @Test
  void anotherSitesTokenIsFalse() {
    Tokens other = new Tokens(Keyring.create(random, NOW), random);
    assertEquals(Optional.empty(), tokens.verify(other.mint()));
  }
}
