package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.InsertSetMoreStep;
import org.jooq.InsertSetStep;
import org.jooq.Record;
import org.jooq.Result;

/**
 * Writes ledger rows, new ones and the next attempt of deferred ones, in one statement. The unique
 * key of identity and generation decides between two workers; the loser sees by owner and file name
 * that the row is not its own.
 *
 * <p>Not INSERT IGNORE, which would also swallow what is wrong with the data.
 */
final class LedgerInsert {

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

  private static Result<? extends Record> insert(DSLContext ctx, List<LedgerEntry> entries) {
    InsertSetStep<Record> next = ctx.insertInto(LEDGER);
    InsertSetMoreStep<Record> insert = null;
    for (LedgerEntry entry : entries) {
      insert = next.set(values(entry));
      next = insert.newRecord();
    }
    return insert
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

  private static Map<Field<?>, Object> values(LedgerEntry entry) {
    LedgerEntry.Arrival arrival = entry.arrival();
    LedgerEntry.Outcome outcome = entry.outcome();
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(LEDGER.IDENTITY, arrival.identity().bytes());
    row.put(LEDGER.GENERATION, arrival.generation());
    row.put(LEDGER.NAME, arrival.name());
    row.put(LEDGER.OWNER, arrival.owner());
    row.put(LEDGER.RECEIVED_AT, arrival.receivedAt());
    row.put(LEDGER.SWEPT_AT, entry.sweptAt());
    row.put(LEDGER.SIZE, arrival.size());
    row.put(LEDGER.ENVELOPE_SENDER, arrival.sender());
    row.put(LEDGER.ENVELOPE_RECIPIENT, arrival.recipient());
    row.put(LEDGER.DIRECTION, outcome.direction().map(Direction::word).orElse(null));
    row.put(LEDGER.KIND, outcome.kind().word());
    row.put(LEDGER.DISPOSITION, outcome.disposition().word());
    row.put(LEDGER.REASON, outcome.reason());
    row.put(LEDGER.DETAIL, outcome.detail().orElse(null));
    row.put(LEDGER.SERVICE_ID, orNull(entry.serviceId()));
    row.put(LEDGER.CORRESPONDENT_ID, orNull(entry.correspondentId()));
    row.put(LEDGER.ATTEMPTS, entry.attempts());
    row.put(LEDGER.NEXT_TRY_AT, outcome.nextTry().orElse(null));
    return row;
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

  private static Long orNull(long id) {
    return id == 0 ? null : id;
  }
}
