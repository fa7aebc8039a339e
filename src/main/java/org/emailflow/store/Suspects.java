package org.emailflow.store;

import static org.emailflow.store.schema.tables.Suspect.SUSPECT;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.when;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Query;

/**
 * Messages that a worker held when it died, and how often one died that held nothing else. Who
 * could send a message that kills the worker could else stop all mail; so suspects run alone, and
 * after the third death alone the message fails.
 */
public final class Suspects {

  /** A suspect that nobody met again was carried away by hand. */
  private static final Duration FORGOTTEN = Duration.ofDays(30);

  private final Database database;

  public Suspects(Database database) {
    this.database = database;
  }

  /** Every suspect's file name, with its deaths. There are none, as a rule. */
  public Map<String, Integer> all() {
    return database.read(
        ctx ->
            ctx.select(SUSPECT.NAME, SUSPECT.DEATHS)
                .from(SUSPECT)
                .fetchMap(SUSPECT.NAME, SUSPECT.DEATHS));
  }

  /**
   * Marks what a dead worker held.
   *
   * @param counts whether this death is held against the one message there is; it is so once a
   *     worker, however often its recovery begins anew
   */
  public void mark(Collection<String> names, String owner, boolean counts, Instant now) {
    if (names.isEmpty()) {
      return;
    }
    database.write(
        ctx -> {
          ctx.deleteFrom(SUSPECT).where(SUSPECT.MARKED_AT.lt(now.minus(FORGOTTEN))).execute();
          return insert(ctx, names, owner, counts, now);
        });
  }

  /** A first suspicion is no death alone; MariaDB assigns from left to right, so the owner last. */
  private static int insert(
      DSLContext ctx, Collection<String> names, String owner, boolean counts, Instant now) {
    var insert =
        ctx.insertInto(SUSPECT, SUSPECT.NAME, SUSPECT.DEATHS, SUSPECT.OWNER, SUSPECT.MARKED_AT);
    for (String name : names.stream().sorted().toList()) {
      insert = insert.values(name, 0, owner, now);
    }
    return insert
        .onDuplicateKeyUpdate()
        .set(
            SUSPECT.DEATHS,
            when(
                    SUSPECT.OWNER.ne(excluded(SUSPECT.OWNER)),
                    SUSPECT.DEATHS.plus(inline(counts ? 1 : 0)))
                .otherwise(SUSPECT.DEATHS))
        .set(SUSPECT.OWNER, excluded(SUSPECT.OWNER))
        .set(SUSPECT.MARKED_AT, excluded(SUSPECT.MARKED_AT))
        .execute();
  }

  static Query clear(DSLContext ctx, Collection<String> names) {
    return ctx.deleteFrom(SUSPECT).where(SUSPECT.NAME.in(names.stream().sorted().toList()));
  }
}
