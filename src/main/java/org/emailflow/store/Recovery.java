package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;
import static org.emailflow.store.schema.tables.Outbound.OUTBOUND;
import static org.jooq.impl.DSL.noCondition;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;

/**
 * What recovery asks (design section 4). It goes by outbox rows and identities, never by what a
 * folder happens to hold.
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
   * @param owner the worker that committed it
   * @param sha256 what the file's bytes must hash to
   */
  public record Unpublished(OutboundKey id, String staged, String owner, Sha256 sha256) {}

  /** A message that the ledger has. */
  public record Recorded(
      long id,
      int generation,
      String name,
      String owner,
      Disposition disposition,
      String reason,
      Optional<String> detail,
      Instant sweptAt) {}

  /** In the order of their commit; those of one worker, or of all. */
  public List<Unpublished> unpublished(Optional<String> owner) {
    Condition whose = owner.<Condition>map(LEDGER.OWNER::eq).orElse(noCondition());
    return database.read(
        ctx ->
            ctx.select(
                    OUTBOUND.LEDGER_ID, OUTBOUND.N, OUTBOUND.STAGED, LEDGER.OWNER, OUTBOUND.SHA256)
                .from(OUTBOUND)
                .join(LEDGER)
                .on(LEDGER.ID.eq(OUTBOUND.LEDGER_ID))
                .where(OUTBOUND.PUBLISHED_AT.isNull())
                .and(whose)
                .orderBy(OUTBOUND.LEDGER_ID, OUTBOUND.N)
                .fetch(
                    row ->
                        new Unpublished(
                            new OutboundKey(row.value1(), row.value2()),
                            row.value3(),
                            row.value4(),
                            Sha256.of(row.value5()))));
  }

  /**
   * Of these messages, those that the ledger has, with every generation of each, oldest first: a
   * file in {@code work/<owner>} whose name is among them was committed (S3 or later), any other
   * was not (S1 or S2).
   */
  public Map<Sha256, List<Recorded>> recorded(Collection<Sha256> identities) {
    Map<Sha256, List<Recorded>> found = new HashMap<>();
    if (identities.isEmpty()) {
      return found;
    }
    List<byte[]> keys = identities.stream().distinct().sorted().map(Sha256::bytes).toList();
    database
        .read(
            ctx ->
                ctx.select(
                        LEDGER.IDENTITY,
                        LEDGER.ID,
                        LEDGER.GENERATION,
                        LEDGER.NAME,
                        LEDGER.OWNER,
                        LEDGER.DISPOSITION,
                        LEDGER.REASON,
                        LEDGER.DETAIL,
                        LEDGER.SWEPT_AT)
                    .from(LEDGER)
                    .where(LEDGER.IDENTITY.in(keys))
                    .orderBy(LEDGER.IDENTITY, LEDGER.GENERATION)
                    .fetch()
                    .intoGroups(
                        row -> Sha256.of(row.value1()),
                        row ->
                            new Recorded(
                                row.value2(),
                                row.value3(),
                                row.value4(),
                                row.value5(),
                                Words.parse(Disposition.class, row.value6()),
                                row.value7(),
                                Optional.ofNullable(row.value8()),
                                row.value9())))
        .forEach((identity, rows) -> found.put(identity, List.copyOf(rows)));
    return found;
  }

  /**
   * Marks outbound messages whose files are in the queue, and originals (by ledger id) that are in
   * their boxes. Durable when it returns.
   */
  public void settled(Collection<OutboundKey> published, Collection<Long> archived, Instant now) {
    if (!published.isEmpty() || !archived.isEmpty()) {
      database.run(ctx -> Outbox.settle(ctx, published, archived, now));
    }
  }
}
