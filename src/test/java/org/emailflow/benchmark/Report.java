package org.emailflow.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results: a table for people on standard output, JSON for programs. */
final class Report {
  private final List<Row> rows = new ArrayList<>();

  private record Row(String what, String unit, Figures figures, String goal) {}

  void add(String what, String unit, Figures figures) {
    add(what, unit, figures, "");
  }

  /**
   * Adds a row.
   *
   * @param goal what the figure should be, for people; empty where there is none
   */
  void add(String what, String unit, Figures figures, String goal) {
    rows.add(new Row(what, unit, figures, goal));
    System.err.printf(Locale.ROOT, "  %s: %s %s%n", what, number(figures.median()), unit);
  }

  void print(PrintStream out, Map<String, String> circumstances) {
    circumstances.forEach((name, value) -> out.printf("%-10s %s%n", name, value));
    out.printf("%n%-44s %10s %10s %10s  %s%n", "", "median", "least", "greatest", "");
    for (Row row : rows) {
      out.printf(
          "%-44s %10s %10s %10s  %s%s%n",
          row.what,
          number(row.figures.median()),
          number(row.figures.least()),
          number(row.figures.greatest()),
          row.unit,
          row.goal.isEmpty() ? "" : " (" + row.goal + ")");
    }
  }

  void write(Path file, Map<String, String> circumstances) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      for (Map.Entry<String, String> entry : circumstances.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeArrayFieldStart("results");
      for (Row row : rows) {
        json.writeStartObject();
        json.writeStringField("what", row.what);
        json.writeStringField("unit", row.unit);
        json.writeStringField("goal", row.goal);
        json.writeNumberField("median", row.figures.median());
        json.writeArrayFieldStart("runs");
        for (double run : row.figures.runs()) {
          json.writeNumber(run);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }
}
