package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;

import java.time.Instant;
import java.util.List;

/** What waits for another try. */
public final class Deferred {

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

  /** Whether anything is due; asked without jOOQ, for a sweep that finds nothing to do. */
  public boolean isDue(Instant now) {
    return database.any(
        "SELECT 1 FROM ledger WHERE next_try_at <= ? AND disposition = 'deferred' LIMIT 1", now);
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
                .where(LEDGER.NEXT_TRY_AT.le(now))
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
