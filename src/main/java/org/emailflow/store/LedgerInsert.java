package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonTable;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DefaultDataType;
import org.jooq.impl.SQLDataType;

/**
 * Writes ledger rows, new ones and the next attempt of deferred ones, in one statement. The unique
 * key of identity and generation decides between two workers; the loser sees by owner and file name
 * that the row is not its own.
 *
 * <p>Not INSERT IGNORE, which would also swallow what is wrong with the data. The rows go as one
 * parameter: to render nineteen columns two hundred times costs more than all the rest of it.
 */
final class LedgerInsert {

  private static final DataType<String> LONGTEXT =
      new DefaultDataType<>(SQLDialect.MARIADB, SQLDataType.CLOB, "longtext");

  private static final Comparator<LedgerEntry> ORDER =
      Comparator.comparing((LedgerEntry entry) -> entry.arrival().identity())
          .thenComparingInt(entry -> entry.arrival().generation())
          .thenComparing(entry -> entry.arrival().name());

  /** What tells a row of ours from another's. */
  private record Mark(Sha256 identity, int generation, String owner, String name, int attempts) {

    static Mark of(LedgerEntry entry) {
      LedgerEntry.Arrival a = entry.arrival();
      return new Mark(a.identity(), a.generation(), a.owner(), a.name(), entry.attempts());
    }

    static Mark of(Record row) {
      return new Mark(
          Sha256.of(row.get(LEDGER.IDENTITY)),
          row.get(LEDGER.GENERATION),
          row.get(LEDGER.OWNER),
          row.get(LEDGER.NAME),
          row.get(LEDGER.ATTEMPTS));
    }
  }

  private LedgerInsert() {}

  static List<OptionalLong> run(DSLContext ctx, List<LedgerEntry> entries) {
    Map<Mark, Long> ids = new HashMap<>();
    insert(ctx, entries.stream().sorted(ORDER).toList())
        .forEach(row -> ids.put(Mark.of(row), row.get(LEDGER.ID)));
    return entries.stream()
        .map(entry -> ids.get(Mark.of(entry)))
        .map(id -> id == null ? OptionalLong.empty() : OptionalLong.of(id))
        .toList();
  }

  /** The columns, each with its cell of a row as {@link #rows} writes it. */
  private static Map<Field<?>, Field<?>> cells() {
    Map<Field<?>, Field<?>> cells = new LinkedHashMap<>();
    cells.put(LEDGER.IDENTITY, Rows.unhex(cell("identity")));
    cells.put(LEDGER.GENERATION, cell("generation"));
    cells.put(LEDGER.NAME, Rows.text(cell("name")));
    cells.put(LEDGER.OWNER, Rows.text(cell("owner")));
    cells.put(LEDGER.RECEIVED_AT, cell("received_at"));
    cells.put(LEDGER.SWEPT_AT, cell("swept_at"));
    cells.put(LEDGER.SIZE, cell("size"));
    cells.put(LEDGER.ENVELOPE_SENDER, Rows.text(cell("sender")));
    cells.put(LEDGER.ENVELOPE_RECIPIENT, Rows.text(cell("recipient")));
    cells.put(LEDGER.DIRECTION, cell("direction"));
    cells.put(LEDGER.KIND, cell("kind"));
    cells.put(LEDGER.DISPOSITION, cell("disposition"));
    cells.put(LEDGER.REASON, Rows.text(cell("reason")));
    cells.put(LEDGER.PROOF, cell("proof"));
    cells.put(LEDGER.DETAIL, Rows.text(cell("detail")));
    cells.put(LEDGER.SERVICE_ID, cell("service"));
    cells.put(LEDGER.CORRESPONDENT_ID, cell("correspondent"));
    cells.put(LEDGER.ATTEMPTS, cell("attempts"));
    cells.put(LEDGER.NEXT_TRY_AT, cell("next_try_at"));
    return cells;
  }

  private static Field<String> cell(String name) {
    return field(name("r", name), VARCHAR);
  }

  private static Field<JSON> rows(List<LedgerEntry> entries) {
    Rows rows = new Rows();
    for (LedgerEntry entry : entries) {
      LedgerEntry.Arrival arrival = entry.arrival();
      LedgerEntry.Outcome outcome = entry.outcome();
      rows.row()
          .word(arrival.identity().hex())
          .number(arrival.generation())
          .hex(arrival.name())
          .hex(arrival.owner())
          .time(arrival.receivedAt())
          .time(entry.sweptAt())
          .number(arrival.size())
          .hex(arrival.sender())
          .hex(arrival.recipient());
      outcome.direction().map(Direction::word).ifPresentOrElse(rows::word, rows::none);
      rows.word(outcome.kind().word()).word(outcome.disposition().word()).hex(outcome.reason());
      outcome.proof().map(Proof::word).ifPresentOrElse(rows::word, rows::none);
      outcome.detail().ifPresentOrElse(rows::hex, rows::none);
      rows.id(entry.serviceId())
          .id(entry.correspondentId())
          .number(entry.attempts())
          .time(outcome.nextTry());
    }
    return rows.param();
  }

  private static Table<?> table(Field<JSON> rows) {
    return jsonTable(rows, inline("$[*]"))
        .column("identity", VARCHAR(64))
        .path("$[1]")
        .column("generation", INTEGER)
        .path("$[2]")
        .column("name", VARCHAR(Rows.LONGEST))
        .path("$[3]")
        .column("owner", VARCHAR(Rows.LONGEST))
        .path("$[4]")
        .column("received_at", VARCHAR(32))
        .path("$[5]")
        .column("swept_at", VARCHAR(32))
        .path("$[6]")
        .column("size", BIGINT)
        .path("$[7]")
        .column("sender", VARCHAR(Rows.LONGEST))
        .path("$[8]")
        .column("recipient", VARCHAR(Rows.LONGEST))
        .path("$[9]")
        .column("direction", VARCHAR(16))
        .path("$[10]")
        .column("kind", VARCHAR(16))
        .path("$[11]")
        .column("disposition", VARCHAR(16))
        .path("$[12]")
        .column("reason", VARCHAR(Rows.LONGEST))
        .path("$[13]")
        .column("proof", VARCHAR(16))
        .path("$[14]")
        .column("detail", LONGTEXT)
        .path("$[15]")
        .column("service", BIGINT)
        .path("$[16]")
        .column("correspondent", BIGINT)
        .path("$[17]")
        .column("attempts", INTEGER)
        .path("$[18]")
        .column("next_try_at", VARCHAR(32))
        .path("$[19]")
        .as("r");
  }

  private static Result<? extends Record> insert(DSLContext ctx, List<LedgerEntry> entries) {
    Map<Field<?>, Field<?>> cells = cells();
    return ctx.insertInto(LEDGER, cells.keySet())
        .select(select(cells.values()).from(table(rows(entries))))
        .onDuplicateKeyUpdate()
        .set(nextAttempt())
        .returningResult(
            LEDGER.ID,
            LEDGER.IDENTITY,
            LEDGER.GENERATION,
            LEDGER.OWNER,
            LEDGER.NAME,
            LEDGER.ATTEMPTS)
        .fetch();
  }

  /**
   * What happens to a row that is there: the next attempt of a deferred one replaces it, anything
   * else leaves it as it is. MariaDB assigns from left to right, so the two columns that the
   * condition reads come last, and the very last goes by what was set before it.
   */
  private static Map<Field<?>, Object> nextAttempt() {
    Condition next =
        LEDGER
            .DISPOSITION
            .eq(inline("deferred"))
            .and(excluded(LEDGER.ATTEMPTS).eq(LEDGER.ATTEMPTS.plus(inline(1))));
    Condition taken =
        LEDGER
            .ATTEMPTS
            .eq(excluded(LEDGER.ATTEMPTS))
            .and(LEDGER.OWNER.eq(excluded(LEDGER.OWNER)))
            .and(LEDGER.NAME.eq(excluded(LEDGER.NAME)));
    Map<Field<?>, Object> changes = new LinkedHashMap<>();
    for (Field<?> field :
        List.of(
            LEDGER.NAME,
            LEDGER.OWNER,
            LEDGER.SWEPT_AT,
            LEDGER.DIRECTION,
            LEDGER.KIND,
            LEDGER.REASON,
            LEDGER.PROOF,
            LEDGER.DETAIL,
            LEDGER.SERVICE_ID,
            LEDGER.CORRESPONDENT_ID,
            LEDGER.NEXT_TRY_AT,
            LEDGER.ATTEMPTS)) {
      changes.put(field, when(next, field));
    }
    changes.put(
        LEDGER.ARCHIVED_AT,
        org.jooq
            .impl
            .DSL
            .when(taken, inline((Instant) null, LEDGER.ARCHIVED_AT))
            .otherwise(LEDGER.ARCHIVED_AT));
    changes.put(LEDGER.DISPOSITION, when(taken, LEDGER.DISPOSITION));
    return changes;
  }

  private static <T> Field<T> when(Condition condition, Field<T> field) {
    return org.jooq.impl.DSL.when(condition, excluded(field)).otherwise(field);
  }
}
