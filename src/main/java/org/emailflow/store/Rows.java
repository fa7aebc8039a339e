package org.emailflow.store;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Writes rows as one parameter: a JSON array of arrays for {@code JSON_TABLE}; see {@link JsonRows}
 * for what it is good for. Bytes and text go as hexadecimal digits, so that there is nothing to
 * escape and no character set to convert; numbers go as they are.
 */
final class Rows {

  private final StringBuilder json = new StringBuilder("[");
  private boolean first = true;
  private int count;
  private int longest;

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
    longest = Math.max(longest, word.length());
    return this;
  }

  Rows hex(byte[] bytes) {
    return word(HexFormat.of().formatHex(bytes));
  }

  Rows hex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The length of the longest text, in digits where it is hexadecimal. */
  int longest() {
    return longest;
  }

  /** The parameter; as text, because the server would parse a JSON value once more. */
  Field<JSON> param() {
    return DSL.field("{0}", SQLDataType.JSON, DSL.val(json + (count == 0 ? "]" : "]]")));
  }

  /** What {@link #hex} wrote, as bytes again, in SQL. */
  static Field<byte[]> unhex(Field<String> hex) {
    return DSL.function("unhex", SQLDataType.VARBINARY, hex);
  }

  private StringBuilder comma() {
    if (!first) {
      json.append(',');
    }
    first = false;
    return json;
  }
}
