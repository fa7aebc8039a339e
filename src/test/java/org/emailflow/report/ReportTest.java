package org.emailflow.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final Report report =
      new Report(
          List.of("name", "messages", "rate"),
          List.of(
              List.of("Casa \"Azul\", Ronda", 12L, 0.5),
              List.of("two\nlines", 3L, 2 / 3.0),
              List.of("", 0L, 0.0)));

  @Test
  void csvQuotesWhatWouldBreakARow() {
    assertEquals(
        List.of(
            "name,messages,rate",
            "\"Casa \"\"Azul\"\", Ronda\",12,0.50",
            "\"two\nlines\",3,0.67",
            ",0,0.00"),
        report.lines(Format.CSV));
  }

  @Test
  void jsonIsOneObjectALineWithWholeNumbers() {
    assertEquals(
        "{\"name\":\"Casa \\\"Azul\\\", Ronda\",\"messages\":12,\"rate\":0.5}",
        report.lines(Format.JSON).get(0));
    assertEquals(3, report.lines(Format.JSON).size());
  }

  @Test
  void aTableStandsInColumnsAndEachRowOnOneLine() {
    assertEquals(
        List.of(
            "name                messages  rate",
            "Casa \"Azul\", Ronda  12        0.50",
            "two lines           3         0.67",
            "                    0         0.00"),
        report.lines(Format.TABLE));
  }
}
