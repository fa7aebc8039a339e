package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;
import static org.emailflow.store.schema.tables.Outbound.OUTBOUND;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What recovery asks (design section 4). It goes by rows, never by what a folder happens to hold;
 * and by names and workers, never by what is in a message: a setting that was changed since must
 * not make it another message, and a message that killed a worker is not opened again here.
 */
public final class Recovery {

  private final Database database;

  public Recovery(Database database) {
    this.database = database;
  }

  /**
   * An outbound message that is committed and not marked published.
   *
   * @param staged its file in {@code queue/tmp}
   * @param size of that file, in bytes
   * @param crc32c of all its bytes
   */
  public record Unpublished(OutboundKey id, String staged, long size, long crc32c) {}

  /** What became of a message; its original may not be in its box yet. */
  public record Recorded(
      long id, String name, Disposition disposition, String reason, Optional<String> detail) {}

  /**
   * From now on that worker can commit nothing, and what it did commit is there to be read. To be
   * called before anything else is asked about it, or its last COMMIT might come in between.
   */
  public void fence(String owner) {
    database.again(ctx -> Fence.fence(ctx, owner));
  }

  /**
   * Whether the last COMMIT of a worker on another host is so long ago, by the database's clock.
   */
  public boolean hasLapsed(String owner, Duration lease) {
    return database.write(ctx -> Fence.hasLapsed(ctx, owner, lease.toSeconds()));
  }

  /** Workers whose outbound messages are not all marked published; the living among them. */
  public Set<String> unfinished() {
    return database.read(
        ctx ->
            ctx.selectDistinct(LEDGER.OWNER)
                .from(OUTBOUND)
                .join(LEDGER)
                .on(LEDGER.ID.eq(OUTBOUND.LEDGER_ID))
                .where(OUTBOUND.PUBLISHED_AT.isNull())
                .fetchSet(LEDGER.OWNER));
  }

  /** One worker's outbound messages that are not marked published, in the order of their commit. */
  public List<Unpublished> unpublished(String owner) {
    return database.read(
        ctx ->
            ctx.select(
                    OUTBOUND.LEDGER_ID, OUTBOUND.N, OUTBOUND.STAGED, OUTBOUND.SIZE, OUTBOUND.CRC32C)
                .from(OUTBOUND)
                .join(LEDGER)
                .on(LEDGER.ID.eq(OUTBOUND.LEDGER_ID))
                .where(OUTBOUND.PUBLISHED_AT.isNull())
                .and(LEDGER.OWNER.eq(owner))
                .orderBy(OUTBOUND.LEDGER_ID, OUTBOUND.N)
                .fetch(
                    row ->
                        new Unpublished(
                            new OutboundKey(row.value1(), row.value2()),
                            row.value3(),
                            row.value4(),
                            row.value5())));
  }

  /**
   * What one worker committed and nobody marked archived, oldest first: a file in {@code
   * work/<owner>} whose name is among them is in S3 or later, any other in S1 or S2.
   */
  public List<Recorded> unarchived(String owner) {
    return database.read(
        ctx ->
            ctx.select(LEDGER.ID, LEDGER.NAME, LEDGER.DISPOSITION, LEDGER.REASON, LEDGER.DETAIL)
                .from(LEDGER)
                .where(LEDGER.OWNER.eq(owner))
                .and(LEDGER.ARCHIVED_AT.isNull())
                .orderBy(LEDGER.ID)
                .fetch(
                    row ->
                        new Recorded(
                            row.value1(),
                            row.value2(),
                            Words.parse(Disposition.class, row.value3()),
                            row.value4(),
                            Optional.ofNullable(row.value5()))));
  }

  /**
   * Writes down what is done. Durable when it returns; where another transaction is in the way, it
   * is tried again at once a few times.
   */
  public void settled(Marks marks, Instant now) {
    if (!marks.isEmpty()) {
      database.again(ctx -> Outbox.settle(ctx, marks, now));
    }
  }
}
