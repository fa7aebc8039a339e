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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/**
 * Writes ledger rows, new ones and the next attempt of deferred ones, in one statement. The unique
 * key of identity and generation decides between two workers; the loser sees by owner and file name
 * that the row is not its own.
 *
 * <p>Not INSERT IGNORE, which would also swallow what is wrong with the data. The rows go as one
 * parameter: to render nineteen columns two hundred times costs more than all the rest of it.
 */
final class LedgerInsert {

  private static final InsertRows<LedgerEntry> ROWS =
      InsertRows.<LedgerEntry>into(LEDGER)
          .bytes(LEDGER.IDENTITY, entry -> entry.arrival().identity().bytes())
          .number(LEDGER.GENERATION, entry -> entry.arrival().generation())
          .text(LEDGER.NAME, entry -> entry.arrival().name())
          .text(LEDGER.OWNER, entry -> entry.arrival().owner())
          .time(LEDGER.RECEIVED_AT, entry -> entry.arrival().receivedAt())
          .time(LEDGER.SWEPT_AT, LedgerEntry::sweptAt)
          .number(LEDGER.SIZE, entry -> entry.arrival().size())
          .text(LEDGER.ENVELOPE_SENDER, entry -> entry.arrival().sender())
          .text(LEDGER.ENVELOPE_RECIPIENT, entry -> entry.arrival().recipient())
          .word(LEDGER.DIRECTION, entry -> word(entry.outcome().direction(), Direction::word))
          .word(LEDGER.KIND, entry -> entry.outcome().kind().word())
          .word(LEDGER.DISPOSITION, entry -> entry.outcome().disposition().word())
          .text(LEDGER.REASON, entry -> entry.outcome().reason())
          .word(LEDGER.PROOF, entry -> word(entry.outcome().proof(), Proof::word))
          .text(LEDGER.DETAIL, entry -> entry.outcome().detail().orElse(null))
          .id(LEDGER.SERVICE_ID, LedgerEntry::serviceId)
          .id(LEDGER.CORRESPONDENT_ID, LedgerEntry::correspondentId)
          .number(LEDGER.ATTEMPTS, LedgerEntry::attempts)
          .time(LEDGER.NEXT_TRY_AT, entry -> entry.outcome().nextTry().orElse(null));

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

  private static <T> String word(Optional<T> value, Function<T, String> word) {
    return value.map(word).orElse(null);
  }

  static List<OptionalLong> run(DSLContext ctx, List<LedgerEntry> entries) {
    Map<Mark, Long> ids = new HashMap<>();
    insert(ctx, entries.stream().sorted(ORDER).toList())
        .forEach(row -> ids.put(Mark.of(row), row.get(LEDGER.ID)));
    return entries.stream()
        .map(entry -> ids.get(Mark.of(entry)))
        .map(id -> id == null ? OptionalLong.empty() : OptionalLong.of(id))
        .toList();
  }

  private static Result<Record> insert(DSLContext ctx, List<LedgerEntry> entries) {
    return ROWS.insert(
            ctx,
            entries,
            nextAttempt(),
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
  private static Map<Field<?>, Field<?>> nextAttempt() {
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
    Map<Field<?>, Field<?>> changes = new LinkedHashMap<>();
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
        DSL.when(taken, inline((Instant) null, LEDGER.ARCHIVED_AT)).otherwise(LEDGER.ARCHIVED_AT));
    changes.put(LEDGER.DISPOSITION, when(taken, LEDGER.DISPOSITION));
    return changes;
  }

  private static <T> Field<T> when(Condition condition, Field<T> field) {
    return DSL.when(condition, excluded(field)).otherwise(field);
  }
}
