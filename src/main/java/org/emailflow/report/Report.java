package org.emailflow.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of values under names.
 *
 * @param rows as many values each as there are columns; a value is a {@link String}, a {@link Long}
 *     or a {@link Double}
 */
public record Report(List<String> columns, List<List<Object>> rows) {

  public Report {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * The report in lines: a table for people, CSV (RFC 4180) with a header, or one object a line.
   */
  public List<String> lines(Format format) {
    return switch (format) {
      case TABLE -> table();
      case CSV -> csv();
      case JSON -> rows.stream().map(this::json).toList();
    };
  }

  private List<String> table() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns);
    rows.forEach(row -> cells.add(row.stream().map(Report::inOneLine).toList()));
    int[] widths = new int[columns.size()];
    cells.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    return cells.stream().map(row -> padded(row, widths)).toList();
  }

  private static String padded(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    return line.toString().stripTrailing();
  }

  /** Names are what people typed: one with a line end would look like a row. */
  private static String inOneLine(Object value) {
    return shown(value).replaceAll("\\s+", " ");
  }

  private static String shown(Object value) {
    return value instanceof Double number
        ? String.format(java.util.Locale.ROOT, "%.2f", number)
        : value.toString();
  }

  private List<String> csv() {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", columns));
    rows.forEach(
        row -> lines.add(row.stream().map(v -> quoted(shown(v))).collect(Collectors.joining(","))));
    return lines;
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private String json(List<Object> row) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
      json.writeStartObject();
      for (int i = 0; i < columns.size(); i++) {
        json.writeFieldName(columns.get(i));
        value(json, row.get(i));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return line.toString();
  }

  private static void value(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else {
      json.writeString(value.toString());
    }
  }
}
