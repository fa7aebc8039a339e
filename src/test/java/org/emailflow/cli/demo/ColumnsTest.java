package org.emailflow.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Test
  void whatFitsStays() {
    assertEquals("Hello", Columns.clip("Hello", 5));
    assertEquals("日本", Columns.clip("日本", 4));
    assertEquals(List.of("Hello"), Columns.wrap("Hello", 5));
    assertEquals(List.of(""), Columns.wrap("", 5));
  }

  @Test
  void whatDoesNotFitIsCutByColumns() {
    assertEquals("Hel…", Columns.clip("Hello", 4));
    assertEquals("日…", Columns.clip("日本語", 4));
  }

  @Test
  void linesBreakAtSpacesOrElseAnywhere() {
    assertEquals(List.of("one two", "three"), Columns.wrap("one two three", 8));
    assertEquals(List.of("one", "two"), Columns.wrap("one two", 3));
    assertEquals(List.of("日本", "語"), Columns.wrap("日本語", 5));
  }

  @Test
  void nothingSteersTheTerminal() {
    assertEquals(" [2J b c", Columns.harmless("\u001b[2J\u202eb\u2028c"));
  }
}
