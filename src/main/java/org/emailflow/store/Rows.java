package org.emailflow.store;

import static java.time.temporal.ChronoUnit.MICROS;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Many rows as one parameter: a JSON array of arrays for {@code JSON_TABLE}. The statement's text
 * is then the same for one row and for two hundred, which a UNION of rows or a long IN list is not.
 * Bytes and text go as hexadecimal digits, so that there is nothing to escape and no character set
 * to convert; numbers go as they are.
 */
final class Rows {

  /** Hexadecimal digits of 998 characters, four bytes each: no column of text holds more. */
  static final int LONGEST = 8192;

  private final StringBuilder json = new StringBuilder("[");
  private boolean first = true;
  private int count;

  /** Starts a row; its first cell is its number, from 0. */
  Rows row() {
    json.append(count == 0 ? "[" : "],[");
    first = true;
    number(count++);
    return this;
  }

  Rows number(long number) {
    comma().append(number);
    return this;
  }

  /** Text of hexadecimal digits, lower-case letters, digits and hyphens only. */
  Rows word(String word) {
    comma().append('"').append(word).append('"');
    return this;
  }

  /** Nothing: NULL in SQL. */
  Rows none() {
    comma().append("null");
    return this;
  }

  /** A time as MariaDB writes it, in UTC; to the microsecond, as the columns have it. */
  Rows time(Instant time) {
    LocalDateTime utc = LocalDateTime.ofInstant(time.truncatedTo(MICROS), ZoneOffset.UTC);
    comma().append('"').append(utc.toLocalDate()).append(' ').append(utc.toLocalTime()).append('"');
    return this;
  }

  /** As {@link #time(Instant)}, or nothing. */
  Rows time(Optional<Instant> time) {
    return time.map(this::time).orElseGet(this::none);
  }

  /** A number, or nothing for 0, which no row has for its id. */
  Rows id(long id) {
    return id == 0 ? none() : number(id);
  }

  Rows hex(byte[] bytes) {
    return word(HexFormat.of().formatHex(bytes));
  }

  Rows hex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The parameter. */
  Field<JSON> param() {
    return DSL.val(JSON.json(json + (count == 0 ? "]" : "]]")));
  }

  /** What {@link #hex} wrote, as bytes again, in SQL. */
  static Field<byte[]> unhex(Field<String> hex) {
    return DSL.function("unhex", SQLDataType.VARBINARY, hex);
  }

  /** What {@link #hex} wrote, as text again, in SQL. */
  static Field<String> text(Field<String> hex) {
    return DSL.field("convert(unhex({0}) using utf8mb4)", SQLDataType.VARCHAR, hex);
  }

  /**
   * A {@link #word} in the collation of the code columns; else the column would be converted, and
   * its index not used.
   */
  static Field<String> ascii(Field<String> word) {
    return DSL.field("convert({0} using ascii) collate ascii_bin", SQLDataType.VARCHAR, word);
  }

  private StringBuilder comma() {
    if (!first) {
      json.append(',');
    }
    first = false;
    return json;
  }
}
