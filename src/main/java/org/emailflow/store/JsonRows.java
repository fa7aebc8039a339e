package org.emailflow.store;

import static org.jooq.impl.DSL.collation;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonTable;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.jooq.Collation;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.JSONTableColumnsStep;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/**
 * The shape of questions that go to the server as one parameter, a JSON array of arrays for {@code
 * JSON_TABLE}, to be joined with what is asked for: its columns, each with its value for an
 * element. The first, {@link #index}, is the number of the row, from 0. Declared once a statement.
 * Immutable.
 *
 * <p>The statement's text is then the same for one row and for two hundred, which a UNION of rows
 * or a long IN list is not. It is for few columns: see {@link InsertRows} for many. The server
 * fills a table of rows as wide as they are declared: columns of bytes are declared as wide as the
 * longest that is asked for, up to the next power of two. At the widest that an address can be, the
 * server took almost twice the time for 256 questions.
 *
 * @param <E> what one row is made of
 */
final class JsonRows<E> {

  private static final String INDEX = "i";
  private static final Collation ASCII = collation("ascii_bin");

  /** Characters of a column that is no wider than this. */
  private static final int WORD = 64;

  private record Column<E>(String name, IntFunction<DataType<?>> type, BiConsumer<Rows, E> write) {}

  private final String alias;
  private final List<Column<E>> columns;
  private final Field<Integer> index;

  private JsonRows(String alias, List<Column<E>> columns) {
    this.alias = alias;
    this.columns = columns;
    this.index = field(INDEX, INTEGER);
  }

  /** Without any column but the number. */
  static <E> JsonRows<E> as(String alias) {
    return new JsonRows<>(alias, List.of());
  }

  /** Named as a column of a table. */
  JsonRows<E> number(TableField<?, ? extends Number> column, ToLongFunction<E> value) {
    return number(column.getName(), value);
  }

  JsonRows<E> number(String name, ToLongFunction<E> value) {
    return with(name, width -> BIGINT, (rows, e) -> rows.number(value.applyAsLong(e)));
  }

  /** Lower-case letters, digits and hyphens. */
  JsonRows<E> word(String name, Function<E, String> value) {
    return with(name, width -> ascii(WORD), (rows, e) -> rows.word(value.apply(e)));
  }

  /** Read them with {@link Rows#unhex}. */
  JsonRows<E> bytes(String name, Function<E, byte[]> value) {
    return with(name, JsonRows::ascii, (rows, e) -> rows.hex(value.apply(e)));
  }

  /**
   * In the collation of the code columns, or these would be converted and their index not used; and
   * a quarter as wide as the same in Unicode.
   */
  private static DataType<String> ascii(int width) {
    return VARCHAR(width).collation(ASCII);
  }

  private JsonRows<E> with(String name, IntFunction<DataType<?>> type, BiConsumer<Rows, E> write) {
    List<Column<E>> all = new ArrayList<>(columns);
    all.add(new Column<>(name, type, write));
    return new JsonRows<>(alias, List.copyOf(all));
  }

  /** The number of a row, from 0, in SQL. */
  Field<Integer> index() {
    return index;
  }

  /** A column of these rows, in SQL. */
  <T> Field<T> field(String name, DataType<T> type) {
    return DSL.field(name(alias, name), type);
  }

  /** The column of these rows that is named as one of a table. */
  <T> Field<T> field(TableField<?, T> column) {
    return field(column.getName(), column.getDataType());
  }

  /** The rows as a table. */
  Table<?> table(Collection<E> elements) {
    Rows rows = new Rows();
    for (E element : elements) {
      rows.row();
      columns.forEach(column -> column.write().accept(rows, element));
    }
    int width = Math.max(WORD, 2 * Integer.highestOneBit(rows.longest()));
    JSONTableColumnsStep table =
        jsonTable(rows.param(), inline("$[*]")).column(INDEX, INTEGER).path("$[0]");
    int i = 1;
    for (Column<E> column : columns) {
      table = table.column(column.name(), column.type().apply(width)).path("$[" + i++ + "]");
    }
    return table.as(alias);
  }
}
