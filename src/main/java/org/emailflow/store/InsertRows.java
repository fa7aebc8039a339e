package org.emailflow.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.jooq.impl.DSL.list;
import static org.jooq.impl.DSL.sql;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SQL;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.CustomQueryPart;

/**
 * Rows that are inserted many at once: the columns, each with its value for an element. Declared
 * once a statement. Immutable.
 *
 * <p>The rows go as one piece of text, {@code values (1, _utf8mb4 x'62', …), …}. What others wrote,
 * text and bytes, is written in hexadecimal digits only, so there is nothing to escape and nothing
 * that could end a literal; words are checked. For 256 rows of the ledger, jOOQ's own rendering
 * cell by cell took most of the time of a batch here, and a JSON array for {@code JSON_TABLE} took
 * the server four times as long as this, because it looks for each column of a row from the row's
 * beginning.
 *
 * @param <E> what one row is made of
 */
final class InsertRows<E> {

  private record Column<E>(Field<?> target, Function<E, String> literal) {}

  private final Table<?> table;
  private final List<Column<E>> columns;

  private InsertRows(Table<?> table, List<Column<E>> columns) {
    this.table = table;
    this.columns = columns;
  }

  /** Without any column yet. */
  static <E> InsertRows<E> into(Table<?> table) {
    return new InsertRows<>(table, List.of());
  }

  InsertRows<E> number(TableField<?, ? extends Number> column, ToLongFunction<E> value) {
    return with(column, e -> Long.toString(value.applyAsLong(e)));
  }

  /** As {@link #number}; 0, which no row has for its id, is NULL. */
  InsertRows<E> id(TableField<?, Long> column, ToLongFunction<E> value) {
    return with(column, e -> id(value.applyAsLong(e)));
  }

  InsertRows<E> flag(TableField<?, Boolean> column, Predicate<E> value) {
    return with(column, e -> value.test(e) ? "1" : "0");
  }

  /** A code, or a word of an ENUM: lower-case letters, digits and hyphens; or null. */
  InsertRows<E> word(TableField<?, String> column, Function<E, String> value) {
    return with(column, e -> word(value.apply(e)));
  }

  /** Any text, or null. */
  InsertRows<E> text(TableField<?, String> column, Function<E, String> value) {
    return with(column, e -> text(value.apply(e)));
  }

  InsertRows<E> bytes(TableField<?, byte[]> column, Function<E, byte[]> value) {
    return with(column, e -> hex(value.apply(e)));
  }

  /** In UTC, to the microsecond, as the columns have it; or null. */
  InsertRows<E> time(TableField<?, Instant> column, Function<E, Instant> value) {
    return with(column, e -> time(value.apply(e)));
  }

  private InsertRows<E> with(Field<?> target, Function<E, String> literal) {
    List<Column<E>> all = new ArrayList<>(columns);
    all.add(new Column<>(target, literal));
    return new InsertRows<>(table, List.copyOf(all));
  }

  /** Inserts them; at least one. */
  Query insert(DSLContext ctx, Collection<E> elements) {
    return ctx.query(insert(elements));
  }

  /** Inserts them; a row that is there is changed instead, from left to right. */
  Query insert(DSLContext ctx, Collection<E> elements, Map<Field<?>, Field<?>> changes) {
    return ctx.query(orUpdate(elements, changes));
  }

  /** As {@link #insert(DSLContext, Collection, Map)}; the rows that are there then. */
  ResultQuery<Record> insert(
      DSLContext ctx,
      Collection<E> elements,
      Map<Field<?>, Field<?>> changes,
      Field<?>... returned) {
    return ctx.resultQuery("{0} returning {1}", orUpdate(elements, changes), list(returned))
        .coerce(returned);
  }

  private SQL orUpdate(Collection<E> elements, Map<Field<?>, Field<?>> changes) {
    SQL[] assignments =
        changes.entrySet().stream()
            .map(change -> sql("{0} = {1}", change.getKey(), change.getValue()))
            .toArray(SQL[]::new);
    return sql("{0} on duplicate key update {1}", insert(elements), list(assignments));
  }

  private SQL insert(Collection<E> elements) {
    QueryPart names = list(columns.stream().map(c -> c.target().getUnqualifiedName()).toList());
    String rows = values(elements);
    return sql(
        "insert into {0} ({1}) values {2}", table, names, CustomQueryPart.of(ctx -> ctx.sql(rows)));
  }

  private String values(Collection<E> elements) {
    StringBuilder rows = new StringBuilder();
    String before = "(";
    for (E element : elements) {
      for (Column<E> column : columns) {
        String literal = column.literal().apply(element);
        rows.append(before).append(literal == null ? "null" : literal);
        before = ",";
      }
      before = "),(";
    }
    return rows.append(')').toString();
  }

  private static String id(long id) {
    return id == 0 ? null : Long.toString(id);
  }

  private static String word(String word) {
    if (word == null) {
      return null;
    }
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
        throw new IllegalArgumentException("no word of lower-case letters and digits: " + word);
      }
    }
    return "'" + word + "'";
  }

  private static String text(String text) {
    return text == null ? null : "_utf8mb4 " + hex(text.getBytes(UTF_8));
  }

  private static String hex(byte[] bytes) {
    return "x'" + HexFormat.of().formatHex(bytes) + "'";
  }

  private static String time(Instant time) {
    if (time == null) {
      return null;
    }
    LocalDateTime utc = LocalDateTime.ofInstant(time.truncatedTo(MICROS), ZoneOffset.UTC);
    return "'" + utc.toLocalDate() + " " + utc.toLocalTime() + "'";
  }
}
