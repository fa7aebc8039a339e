package org.emailflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  void aSlipOfTheFingersIsNear() {
    List<String> words = List.of("sweep", "deliver", "cluster");
    assertEquals(Optional.of("sweep"), Nearest.to("sweeep", words));
    assertEquals(Optional.of("sweep"), Nearest.to("swep", words));
    assertEquals(Optional.of("deliver"), Nearest.to("delievr", words));
    assertEquals(Optional.empty(), Nearest.to("colour", words));
    assertEquals(Optional.empty(), Nearest.to("", words));
  }

  @Test
  void aSwapOfNeighboursIsOneEdit() {
    assertEquals(1, Nearest.distance("ab", "ba"));
    assertEquals(1, Nearest.distance("sweep", "swepe"));
    assertEquals(3, Nearest.distance("abc", "ca"), "a swapped pair is not edited again");
  }

  @Test
  void distanceIsSymmetricAndZeroForEquals() {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      String a = word(random);
      String b = word(random);
      assertEquals(Nearest.distance(a, b), Nearest.distance(b, a));
      assertEquals(a.equals(b), Nearest.distance(a, b) == 0);
    }
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }
}
