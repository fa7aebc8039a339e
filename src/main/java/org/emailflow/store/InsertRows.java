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
import java.util.function.BiConsumer;
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
import org.jooq.conf.Settings;
import org.jooq.conf.SettingsTools;
import org.jooq.conf.StatementType;
import org.jooq.impl.CustomQueryPart;

/**
 * Rows that are inserted many at once: the columns, each with its value for an element. Declared
 * once a statement. Immutable.
 *
 * <p>The rows go as one piece of text, {@code values (1, 'ann@user.example', _utf8mb4 x'c3a4', …),
 * …}. What others wrote is written in hexadecimal digits, unless each of its characters is on a
 * list of harmless ones: so there is nothing to escape and nothing that could end a literal. For
 * 256 rows of the ledger, jOOQ's own rendering cell by cell took most of the time of a batch here,
 * and a JSON array for {@code JSON_TABLE} took the server four times as long as this, because it
 * looks for each column of a row from the row's beginning.
 *
 * <p>They are sent as result queries in static statements, also where nothing is returned: of any
 * other plain text, jOOQ finds out by regular expressions whether it reads or writes, and of a
 * prepared statement, the driver looks at each character for parameters.
 *
 * @param <E> what one row is made of
 */
final class InsertRows<E> {

  private record Column<E>(Field<?> target, BiConsumer<StringBuilder, E> literal) {}

  private static final String NULL = "null";
  private static final boolean[] WORD = ascii("abcdefghijklmnopqrstuvwxyz0123456789-");

  /** Ends no literal and begins no escape, whatever the server's {@code sql_mode}. */
  private static final boolean[] HARMLESS =
      ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@.-_+=,:;/<>~ ");

  private final Table<?> table;
  private final List<Column<E>> columns;

  private InsertRows(Table<?> table, List<Column<E>> columns) {
    this.table = table;
    this.columns = columns;
  }

  private static boolean[] ascii(String characters) {
    boolean[] set = new boolean[128];
    characters.chars().forEach(c -> set[c] = true);
    return set;
  }

  /** Without any column yet. */
  static <E> InsertRows<E> into(Table<?> table) {
    return new InsertRows<>(table, List.of());
  }

  InsertRows<E> number(TableField<?, ? extends Number> column, ToLongFunction<E> value) {
    return with(column, (sql, e) -> sql.append(value.applyAsLong(e)));
  }

  /** As {@link #number}; 0, which no row has for its id, is NULL. */
  InsertRows<E> id(TableField<?, Long> column, ToLongFunction<E> value) {
    return with(column, (sql, e) -> id(sql, value.applyAsLong(e)));
  }

  InsertRows<E> flag(TableField<?, Boolean> column, Predicate<E> value) {
    return with(column, (sql, e) -> sql.append(value.test(e) ? '1' : '0'));
  }

  /** A code, or a word of an ENUM: lower-case letters, digits and hyphens; or null. */
  InsertRows<E> word(TableField<?, String> column, Function<E, String> value) {
    return nullable(column, value, InsertRows::word);
  }

  /** Any text, or null. */
  InsertRows<E> text(TableField<?, String> column, Function<E, String> value) {
    return nullable(column, value, InsertRows::text);
  }

  InsertRows<E> bytes(TableField<?, byte[]> column, Function<E, byte[]> value) {
    return with(column, (sql, e) -> hex(sql, value.apply(e)));
  }

  /** In UTC, to the microsecond, as the columns have it; or null. */
  InsertRows<E> time(TableField<?, Instant> column, Function<E, Instant> value) {
    return nullable(column, value, InsertRows::time);
  }

  private <T> InsertRows<E> nullable(
      Field<?> target, Function<E, T> value, BiConsumer<StringBuilder, T> literal) {
    return with(
        target,
        (sql, e) -> {
          T given = value.apply(e);
          if (given == null) {
            sql.append(NULL);
          } else {
            literal.accept(sql, given);
          }
        });
  }

  private InsertRows<E> with(Field<?> target, BiConsumer<StringBuilder, E> literal) {
    List<Column<E>> all = new ArrayList<>(columns);
    all.add(new Column<>(target, literal));
    return new InsertRows<>(table, List.copyOf(all));
  }

  /** Inserts them; at least one. */
  Query insert(DSLContext ctx, Collection<E> elements) {
    return statically(ctx).resultQuery(insert(elements));
  }

  /** Inserts them; a row that is there is changed instead, from left to right. */
  Query insert(DSLContext ctx, Collection<E> elements, Map<Field<?>, Field<?>> changes) {
    return statically(ctx).resultQuery(orUpdate(elements, changes));
  }

  /** As {@link #insert(DSLContext, Collection, Map)}; the rows that are there then. */
  ResultQuery<Record> insert(
      DSLContext ctx,
      Collection<E> elements,
      Map<Field<?>, Field<?>> changes,
      Field<?>... returned) {
    return statically(ctx)
        .resultQuery("{0} returning {1}", orUpdate(elements, changes), list(returned))
        .coerce(returned);
  }

  private static DSLContext statically(DSLContext ctx) {
    Settings settings =
        SettingsTools.clone(ctx.settings()).withStatementType(StatementType.STATIC_STATEMENT);
    return ctx.configuration().derive(settings).dsl();
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
        column.literal().accept(rows.append(before), element);
        before = ",";
      }
      before = "),(";
    }
    return rows.append(')').toString();
  }

  private static void id(StringBuilder sql, long id) {
    if (id == 0) {
      sql.append(NULL);
    } else {
      sql.append(id);
    }
  }

  private static void word(StringBuilder sql, String word) {
    if (has(word, WORD)) {
      sql.append('\'').append(word).append('\'');
    } else {
      throw new IllegalArgumentException("no word of lower-case letters and digits: " + word);
    }
  }

  private static void text(StringBuilder sql, String text) {
    if (has(text, HARMLESS)) {
      sql.append('\'').append(text).append('\'');
    } else {
      hex(sql.append("_utf8mb4 "), text.getBytes(UTF_8));
    }
  }

  private static boolean has(String text, boolean[] only) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= only.length || !only[c]) {
        return false;
      }
    }
    return true;
  }

  private static void hex(StringBuilder sql, byte[] bytes) {
    sql.append("x'").append(HexFormat.of().formatHex(bytes)).append('\'');
  }

  private static void time(StringBuilder sql, Instant time) {
    LocalDateTime utc = LocalDateTime.ofInstant(time.truncatedTo(MICROS), ZoneOffset.UTC);
    sql.append('\'').append(utc).append('\'');
  }
}
