package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;

/** The messages that need a person, for the operator's commands. */
public final class Failed {

  private final Database database;

  public Failed(Database database) {
    this.database = database;
  }

  /** One of them; its file is {@code failed/<name>}, unless a newer generation took it. */
  public record Message(
      long id,
      Sha256 identity,
      int generation,
      String name,
      Instant receivedAt,
      String sender,
      String recipient,
      String reason,
      Optional<String> detail) {}

  /** The newest first. */
  public List<Message> list(int limit) {
    return database.read(
        ctx -> select(ctx, LEDGER.DISPOSITION.eq(Disposition.FAILED.word()), limit));
  }

  /** By ledger id. */
  public Optional<Message> find(long id) {
    Condition which = LEDGER.ID.eq(id).and(LEDGER.DISPOSITION.eq(Disposition.FAILED.word()));
    return database.read(ctx -> select(ctx, which, 1).stream().findFirst());
  }

  /**
   * Its original is known to be in {@code failed/}: what is sent round from there is decided anew,
   * also where a worker died before it wrote that down.
   */
  public void archived(long id, Instant now) {
    database.write(
        ctx ->
            ctx.update(LEDGER)
                .set(LEDGER.ARCHIVED_AT, now)
                .where(LEDGER.ID.eq(id))
                .and(LEDGER.ARCHIVED_AT.isNull())
                .execute());
  }

  private static List<Message> select(DSLContext ctx, Condition which, int limit) {
    return ctx.select(
            LEDGER.ID,
            LEDGER.IDENTITY,
            LEDGER.GENERATION,
            LEDGER.NAME,
            LEDGER.RECEIVED_AT,
            LEDGER.ENVELOPE_SENDER,
            LEDGER.ENVELOPE_RECIPIENT,
            LEDGER.REASON,
            LEDGER.DETAIL)
        .from(LEDGER)
        .where(which)
        .orderBy(LEDGER.ID.desc())
        .limit(limit)
        .fetch(
            row ->
                new Message(
                    row.value1(),
                    Sha256.of(row.value2()),
                    row.value3(),
                    row.value4(),
                    row.value5(),
                    row.value6(),
                    row.value7(),
                    row.value8(),
                    Optional.ofNullable(row.value9())));
  }
}
