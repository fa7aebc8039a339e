package org.emailflow.store;

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
import java.util.function.ToLongFunction;
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
 * or a long IN list is not. It is for few columns: see {@link InsertRows} for many.
 *
 * @param <E> what one row is made of
 */
final class JsonRows<E> {

  private static final String INDEX = "i";

  /** Hexadecimal digits of 998 characters, four bytes each. */
  private static final DataType<String> HEX = VARCHAR(8192);

  private record Column<E>(String name, DataType<?> type, BiConsumer<Rows, E> write) {}

  private final String alias;
  private final List<Column<E>> columns;

  private JsonRows(String alias, List<Column<E>> columns) {
    this.alias = alias;
    this.columns = columns;
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
    return with(name, BIGINT, (rows, e) -> rows.number(value.applyAsLong(e)));
  }

  /** Lower-case letters, digits and hyphens. */
  JsonRows<E> word(String name, Function<E, String> value) {
    return with(name, VARCHAR(64), (rows, e) -> rows.word(value.apply(e)));
  }

  /** Read them with {@link Rows#unhex}. */
  JsonRows<E> bytes(String name, Function<E, byte[]> value) {
    return with(name, HEX, (rows, e) -> rows.hex(value.apply(e)));
  }

  private JsonRows<E> with(String name, DataType<?> type, BiConsumer<Rows, E> write) {
    List<Column<E>> all = new ArrayList<>(columns);
    all.add(new Column<>(name, type, write));
    return new JsonRows<>(alias, List.copyOf(all));
  }

  /** The number of a row, from 0, in SQL. */
  Field<Integer> index() {
    return field(INDEX, INTEGER);
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
    JSONTableColumnsStep table =
        jsonTable(rows.param(), inline("$[*]")).column(INDEX, INTEGER).path("$[0]");
    int i = 1;
    for (Column<E> column : columns) {
      table = table.column(column.name(), column.type()).path("$[" + i++ + "]");
    }
    return table.as(alias);
  }
}
