package org.emailflow.mail;

import static org.emailflow.mail.TestMail.bytes;
import static org.emailflow.mail.TestMail.octets;
import static org.emailflow.mail.TestMail.string;
import static org.emailflow.mail.TestMail.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplicesTest {
  private final Splices splices = new Splices(octets("0123456789"));

  @Test
  void nothingEditedIsTheSource() throws IOException {
    assertTrue(splices.isEmpty());
    assertEquals("0123456789", written(splices));
  }

  @Test
  void editsComeInAnyOrder() throws IOException {
    splices.replace(8, 9, bytes("eight"));
    splices.drop(0, 2);
    splices.insert(10, bytes("!"));
    splices.insert(5, bytes("<"));
    splices.insert(5, bytes("<"));
    splices.replace(5, 6, bytes("five"));
    assertEquals("234<<five67eight9!", written(splices));
    assertFalse(splices.isEmpty());
  }

  @Test
  void aRangeThatEndsWhereAnotherBeginsDoesNotOverlap() throws IOException {
    splices.replace(2, 4, bytes("a"));
    splices.replace(4, 6, bytes("b"));
    splices.insert(4, bytes("-"));
    assertEquals("01a-b6789", written(splices));
  }

  @Test
  void overlappingEditsAreRefused() {
    splices.replace(2, 5, bytes("x"));
    splices.insert(7, bytes("y"));
    assertThrows(IllegalArgumentException.class, () -> splices.drop(4, 6));
    assertThrows(IllegalArgumentException.class, () -> splices.drop(0, 3));
    assertThrows(IllegalArgumentException.class, () -> splices.drop(2, 5));
    assertThrows(IllegalArgumentException.class, () -> splices.insert(3, bytes("z")));
    assertThrows(IllegalArgumentException.class, () -> splices.drop(6, 8));
    assertThrows(IndexOutOfBoundsException.class, () -> splices.drop(9, 11));
  }

  @Test
  void anEmptyRangeIsAnInsertionOrNothing() throws IOException {
    splices.replace(1, 1, bytes("+"));
    splices.drop(4, 4);
    assertEquals("0+123456789", written(splices));
  }

  @Test
  void coversAndTouches() {
    splices.drop(2, 6);
    splices.insert(2, bytes("x"));
    splices.insert(8, bytes("y"));
    assertTrue(splices.covers(3, 6));
    assertTrue(splices.covers(2, 6));
    assertFalse(splices.covers(2, 7));
    assertFalse(splices.covers(8, 9));
    assertTrue(splices.touches(5, 6));
    assertTrue(splices.touches(7, 8));
    assertTrue(splices.touches(0, 2));
    assertFalse(splices.touches(0, 1));
    assertFalse(splices.touches(9, 10));
  }

  @Test
  void aRangeIsWrittenWithTheInsertionsAtItsEnds() throws IOException {
    splices.insert(3, bytes("<"));
    splices.insert(6, bytes(">"));
    splices.replace(6, 8, bytes("no"));
    splices.replace(1, 3, bytes("no"));
    splices.drop(4, 5);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    splices.writeTo(out, 3, 6);
    assertEquals("<35>", string(out.toByteArray()));
    assertThrows(IllegalArgumentException.class, () -> splices.writeTo(out, 2, 6));
    assertThrows(IllegalArgumentException.class, () -> splices.writeTo(out, 3, 7));
  }

  @Test
  void theEditedFormOfOneSourceFillsASpliceOfAnother() throws IOException {
    Splices inner = new Splices(octets("abc"));
    inner.replace(1, 2, bytes("B"));
    splices.replace(0, 9, inner);
    assertEquals("aBc9", written(splices));
  }

  @Test
  void anyEditsEqualTheSameEditsOfAString() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      String source = "x".repeat(random.nextInt(30));
      Splices edited = new Splices(octets(source));
      StringBuilder expected = new StringBuilder();
      int at = 0;
      while (at < source.length()) {
        int to = Math.min(source.length(), at + random.nextInt(5));
        if (random.nextBoolean()) {
          edited.replace(at, to, bytes("<" + at + ">"));
          expected.append("<").append(at).append(">");
        } else {
          expected.append(source, at, to);
        }
        at = to;
      }
      assertEquals(expected.toString(), written(edited));
    }
  }
}
