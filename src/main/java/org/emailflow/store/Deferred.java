package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What waits for another try. */
public final class Deferred {

  /** What waits longer was deferred by a clock that has been set back since. */
  private static final Duration LONGEST_STEP = Duration.ofHours(2);

  private final Database database;

  public Deferred(Database database) {
    this.database = database;
  }

  /**
   * A deferred message whose time has come; its file is {@code deferred/<name>}. Who claims that
   * file may try it: the ledger does not say which worker that is.
   */
  public record Due(
      long id, Sha256 identity, int generation, String name, int attempts, Instant receivedAt) {}

  /**
   * Whether anything is due, or was committed by a worker that did not come to publish it; asked
   * without jOOQ, for a sweep that finds nothing to do.
   */
  public boolean isAnythingWaiting(Instant now) {
    return database.any(
        "(SELECT 1 FROM outbound WHERE published_at IS NULL LIMIT 1) UNION ALL"
            + " (SELECT 1 FROM ledger WHERE next_try_at <= ? AND disposition = 'deferred' LIMIT 1)"
            + " UNION ALL"
            + " (SELECT 1 FROM ledger WHERE next_try_at > ? AND disposition = 'deferred' LIMIT 1)",
        now,
        now.plus(LONGEST_STEP));
  }

  /** The identity of what waits under a file's name; empty where nothing does. */
  public Optional<Sha256> identity(String name) {
    return database.read(
        ctx ->
            ctx.select(LEDGER.IDENTITY)
                .from(LEDGER)
                .where(LEDGER.NAME.eq(name))
                .and(LEDGER.DISPOSITION.eq(Disposition.DEFERRED.word()))
                .and(LEDGER.NEXT_TRY_AT.isNotNull())
                .limit(1)
                .fetchOptional(row -> Sha256.of(row.value1())));
  }

  /** The longest overdue first. */
  public List<Due> due(Instant now, int limit) {
    return database.read(
        ctx ->
            ctx.select(
                    LEDGER.ID,
                    LEDGER.IDENTITY,
                    LEDGER.GENERATION,
                    LEDGER.NAME,
                    LEDGER.ATTEMPTS,
                    LEDGER.RECEIVED_AT)
                .from(LEDGER)
                .where(LEDGER.NEXT_TRY_AT.le(now).or(LEDGER.NEXT_TRY_AT.gt(now.plus(LONGEST_STEP))))
                .and(LEDGER.DISPOSITION.eq(Disposition.DEFERRED.word()))
                .orderBy(LEDGER.NEXT_TRY_AT)
                .limit(limit)
                .fetch(
                    row ->
                        new Due(
                            row.value1(),
                            Sha256.of(row.value2()),
                            row.value3(),
                            row.value4(),
                            row.value5(),
                            row.value6())));
  }
}
