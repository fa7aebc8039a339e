package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Base32Test {
  @Test
  void isCrockfordsInLowerCase() {
    assertEquals("00000000", Base32.encode(new byte[5]));
    assertEquals(
        "0123456789abcdef", Base32.encode(bytes(0, 68, 50, 20, 199, 66, 84, 182, 53, 207)));
    assertEquals("zzzzzzzz", Base32.encode(bytes(255, 255, 255, 255, 255)));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void whatIsEncodedIsDecodedAgain() {
    Random random = new Random(32);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[5 * random.nextInt(1, 9)];
      random.nextBytes(bytes);
      String text = Base32.encode(bytes);
      assertTrue(text.matches("[0-9abcdefghjkmnpqrstvwxyz]{" + bytes.length * 8 / 5 + "}"), text);
      assertArrayEquals(bytes, Base32.decode(text).orElseThrow());
    }
  }

  @Test
  void whatIsNotOfTheAlphabetOrNotWholeIsRefused() {
    for (String text : new String[] {"0000000", "000000000", "0000000i", "0000000u", "0000000A"}) {
      assertEquals(Optional.empty(), Base32.decode(text), text);
    }
  }
}
