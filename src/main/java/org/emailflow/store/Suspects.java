package org.emailflow.store;

import static org.emailflow.store.schema.tables.Suspect.SUSPECT;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;

/**
 * Messages that a worker held when it died, and how often one died over them. Who could send a
 * message that kills the worker could else stop all mail; so suspects run alone, on trial, and when
 * enough died at the same point of it the message fails.
 */
public final class Suspects {

  /** A suspect that nobody met again was carried away by hand. */
  private static final Duration FORGOTTEN = Duration.ofDays(30);

  private final Database database;

  public Suspects(Database database) {
    this.database = database;
  }

  /**
   * How often a worker died over one message alone, with no pass in between.
   *
   * @param stage in which, all of them; empty where none did
   */
  public record Deaths(int count, String stage) {}

  /** Every suspect's file name, with its deaths. There are none, as a rule. */
  public Map<String, Deaths> all() {
    return database.read(
        ctx ->
            ctx.select(SUSPECT.NAME, SUSPECT.DEATHS, SUSPECT.STAGE)
                .from(SUSPECT)
                .fetchMap(
                    SUSPECT.NAME,
                    row -> new Deaths(row.get(SUSPECT.DEATHS), row.get(SUSPECT.STAGE))));
  }

  /** What the death of a worker says about the one message that it held, if it held one. */
  public sealed interface Verdict {}

  /** Nothing that was not known. */
  public record Open() implements Verdict {}

  /** It was over the message, at that point of its trial; ASCII, at most 16 characters. */
  public record DiedAt(String stage) implements Verdict {}

  /** It came when the message had passed: what counted against it counts no more. */
  public record Passed() implements Verdict {}

  /**
   * Marks what a dead worker held. A death counts once a worker, however often its recovery begins
   * anew.
   */
  public void mark(Collection<String> names, String owner, Verdict verdict, Instant now) {
    if (names.isEmpty()) {
      return;
    }
    database.write(
        ctx -> {
          ctx.deleteFrom(SUSPECT).where(SUSPECT.MARKED_AT.lt(now.minus(FORGOTTEN))).execute();
          return insert(ctx, names, owner, verdict, now);
        });
  }

  /** A first suspicion is no death alone; MariaDB assigns from left to right, so the owner last. */
  private static int insert(
      DSLContext ctx, Collection<String> names, String owner, Verdict verdict, Instant now) {
    var insert =
        ctx.insertInto(
            SUSPECT, SUSPECT.NAME, SUSPECT.DEATHS, SUSPECT.STAGE, SUSPECT.OWNER, SUSPECT.MARKED_AT);
    for (String name : names.stream().sorted().toList()) {
      insert = insert.values(name, 0, "", owner, now);
    }
    return insert
        .onDuplicateKeyUpdate()
        .set(SUSPECT.DEATHS, deaths(verdict))
        .set(SUSPECT.STAGE, stage(verdict))
        .set(SUSPECT.OWNER, excluded(SUSPECT.OWNER))
        .set(SUSPECT.MARKED_AT, excluded(SUSPECT.MARKED_AT))
        .execute();
  }

  /** Who kills from outside hits now this stage and now that; a message that kills, always one. */
  private static Field<Integer> deaths(Verdict verdict) {
    if (verdict instanceof DiedAt death) {
      return when(SUSPECT.OWNER.eq(excluded(SUSPECT.OWNER)), SUSPECT.DEATHS)
          .when(SUSPECT.STAGE.eq(death.stage()), SUSPECT.DEATHS.plus(inline(1)))
          .otherwise(inline(1));
    }
    return verdict instanceof Passed ? inline(0) : SUSPECT.DEATHS;
  }

  private static Field<String> stage(Verdict verdict) {
    if (verdict instanceof DiedAt death) {
      return val(death.stage());
    }
    return verdict instanceof Passed ? inline("") : SUSPECT.STAGE;
  }

  static Query clear(DSLContext ctx, Collection<String> names) {
    return ctx.deleteFrom(SUSPECT).where(SUSPECT.NAME.in(names.stream().sorted().toList()));
  }
}
