package org.emailflow.store;

import static org.emailflow.store.schema.tables.Worker.WORKER;

import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Decides between a worker that commits and a process that takes it for dead: whoever has the
 * worker's row first.
 *
 * <p>A worker that lost its connection at COMMIT, or was killed there, may have its COMMIT done by
 * the server seconds later. So COMMIT goes out as one block that locks the row, looks whether it is
 * fenced, and only then commits; recovery fences the row, which waits for a block under way, and
 * reads what was done after that. What had not arrived by then is refused.
 */
final class Fence {

  /** SQLSTATE of a COMMIT that came too late. */
  static final String FENCED = "45F01";

  /** A tombstone is of no use once no packet of its worker can be on its way any more. */
  private static final String FORGOTTEN = "interval 30 day";

  private Fence() {}

  /** One round trip, whatever it decides. */
  static int commit(DSLContext ctx, String owner) {
    return ctx.query(
            "begin not atomic"
                + " declare v_fenced datetime(6);"
                + " insert into worker (owner, seen_at) values ({0}, utc_timestamp(6))"
                + "  on duplicate key update seen_at = utc_timestamp(6);"
                + " select fenced_at into v_fenced from worker where owner = {0};"
                + " if v_fenced is not null then rollback; signal sqlstate '"
                + FENCED
                + "' set message_text = 'this worker was taken for dead; its messages are carried"
                + " on by another'; end if;"
                + " commit;"
                + " end",
            org.jooq.impl.DSL.val(owner))
        .execute();
  }

  /**
   * From now on nothing of that worker's can be committed, and all that was is there to be read.
   */
  static int fence(DSLContext ctx, String owner) {
    return ctx.query(
            "begin not atomic"
                + " delete from worker where fenced_at < utc_timestamp(6) - "
                + FORGOTTEN
                + "; insert into worker (owner, seen_at, fenced_at)"
                + "  values ({0}, utc_timestamp(6), utc_timestamp(6))"
                + "  on duplicate key update fenced_at = ifnull(fenced_at, utc_timestamp(6));"
                + " commit;"
                + " end",
            org.jooq.impl.DSL.val(owner))
        .execute();
  }

  /**
   * Whether the worker's last COMMIT is so long ago. One that is not known is from now on, so that
   * it, too, is given that time.
   */
  static boolean hasLapsed(DSLContext ctx, String owner, long seconds) {
    Optional<Boolean> lapsed =
        ctx.resultQuery(
                "insert into worker (owner, seen_at) values ({0}, utc_timestamp(6))"
                    + " on duplicate key update owner = owner"
                    + " returning seen_at < utc_timestamp(6) - interval {1} second",
                org.jooq.impl.DSL.val(owner), org.jooq.impl.DSL.inline(seconds))
            .fetchOptional(0, Boolean.class);
    return lapsed.orElse(false);
  }

  /** The worker has left in good order: its row goes, unless it is a tombstone. */
  static org.jooq.Query left(DSLContext ctx, String owner) {
    return ctx.deleteFrom(WORKER).where(WORKER.OWNER.eq(owner)).and(WORKER.FENCED_AT.isNull());
  }
}
