package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CodesTest {

  /** Gives out these bytes. */
  private static Codes of(String hex) {
    return new Codes(
        new RandomGenerator() {
          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(HexFormat.of().parseHex(hex), 0, bytes, 0, bytes.length);
          }

          @Override
          public long nextLong() {
            throw new AssertionError("only bytes are needed");
          }
        });
  }

  @Test
  void everyBitOfTheTenBytesIsInTheCode() {
    assertEquals("0000000000000000", of("00000000000000000000").mint());
    assertEquals("zzzzzzzzzzzzzzzz", of("ffffffffffffffffffff").mint());
    // 00000 00001 00010 … 01111: Crockford's first sixteen symbols.
    assertEquals("0123456789abcdef", of("00443214c74254b635cf").mint());
    assertEquals("ghjkmnpqrstvwxyz", of("84653a56d7c675be77df").mint());
  }

  @Test
  void aCodeIsFoundInAnyCaseAndNothingElseIs() {
    assertEquals("0123456789abcdef", Codes.normalise("0123456789ABCdef"));
    for (String wrong :
        new String[] {
          "", "0123456789abcde", "0123456789abcdefg", "0123456789abcdeu", "0123456789abcde\u0130"
        }) {
      assertEquals("", Codes.normalise(wrong), wrong);
    }
  }

  @Test
  void codesDiffer() {
    Codes codes = new Codes(new Random(1));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      seen.add(codes.mint());
    }
    assertEquals(10_000, seen.size());
  }
}
