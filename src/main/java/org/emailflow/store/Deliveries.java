package org.emailflow.store;

import static org.emailflow.store.schema.tables.Outbound.OUTBOUND;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.when;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;

/**
 * What couriers ask and record of outbound messages, Q1 to Q4 of the spool's table (the states:
 * {@code sql/README.md}). Each recording is a transaction of its own and durable when it returns.
 *
 * <p>A message that bounced before its courier came to record it as sent stays bounced.
 *
 * <p>Fails with {@link StoreException}; also when a message is not, or no longer, a courier's.
 */
public final class Deliveries {

  private static final JsonRows<OutboundKey> QUESTIONS =
      JsonRows.<OutboundKey>as("q")
          .number(OUTBOUND.LEDGER_ID, OutboundKey::ledgerId)
          .number(OUTBOUND.N, OutboundKey::n);

  private static final List<String> TO_BE_SENT =
      List.of(OutboundState.PUBLISHED.word(), OutboundState.DEFERRED.word());

  private final Database database;

  public Deliveries(Database database) {
    this.database = database;
  }

  /**
   * How an outbound message stands.
   *
   * @param nextTry of a deferred one
   */
  public record Delivery(OutboundState state, Optional<Instant> nextTry) {}

  /**
   * An attempt that was recorded.
   *
   * @param number counts from 1
   * @param published when the message was marked published
   */
  public record Attempt(int number, Instant published) {}

  /**
   * A refusal as it was recorded.
   *
   * @param at when the MTA answered
   */
  public record Refusal(String status, String reply, Instant at) {}

  /** Those of these messages that are known, in one statement whatever their number. */
  public Map<OutboundKey, Delivery> find(Collection<OutboundKey> messages) {
    Map<OutboundKey, Delivery> found = new HashMap<>();
    if (!messages.isEmpty()) {
      database.read(ctx -> find(ctx, messages, found));
    }
    return found;
  }

  private static Map<OutboundKey, Delivery> find(
      DSLContext ctx, Collection<OutboundKey> messages, Map<OutboundKey, Delivery> found) {
    ctx.select(OUTBOUND.LEDGER_ID, OUTBOUND.N, OUTBOUND.STATE, OUTBOUND.NEXT_TRY_AT)
        .from(QUESTIONS.table(messages))
        .join(OUTBOUND)
        .on(OUTBOUND.LEDGER_ID.eq(QUESTIONS.field(OUTBOUND.LEDGER_ID)))
        .and(OUTBOUND.N.eq(QUESTIONS.field(OUTBOUND.N)))
        .forEach(
            row ->
                found.put(
                    new OutboundKey(row.value1(), row.value2()),
                    new Delivery(
                        Words.parse(OutboundState.class, row.value3()),
                        Optional.ofNullable(row.value4()))));
    return found;
  }

  /** Q2: an attempt begins; the state stays, because nobody knows yet what comes of it. */
  public Attempt attempt(OutboundKey message, Instant now) {
    return database.write(
        ctx -> {
          int begun =
              ctx.update(OUTBOUND)
                  .set(OUTBOUND.ATTEMPTS, OUTBOUND.ATTEMPTS.plus(1))
                  .set(OUTBOUND.ATTEMPTED_AT, now)
                  .where(is(message))
                  .and(OUTBOUND.STATE.in(TO_BE_SENT))
                  .execute();
          expectOne(begun, message);
          return ctx.select(OUTBOUND.ATTEMPTS, OUTBOUND.PUBLISHED_AT)
              .from(OUTBOUND)
              .where(is(message))
              .fetchSingle(row -> new Attempt(row.value1(), row.value2()));
        });
  }

  /** Q3: the MTA has it. */
  public void sent(OutboundKey message, Instant now, String reply) {
    answered(message, new Answered(OutboundState.SENT, now, null, null, reply));
  }

  /** Q3: not now; to be tried again at {@code next}. */
  public void deferred(OutboundKey message, Instant now, Instant next, String reply) {
    answered(message, new Answered(OutboundState.DEFERRED, now, next, null, reply));
  }

  /** Q3: never; {@code status} as RFC 3463 writes it. */
  public void refused(OutboundKey message, Instant now, String status, String reply) {
    String clipped = Limits.clip(status, Limits.STATUS);
    answered(message, new Answered(OutboundState.REFUSED, now, null, clipped, reply));
  }

  /** What {@link #refused} recorded; empty where the message is not refused. */
  public Optional<Refusal> refusal(OutboundKey message) {
    return database.read(
        ctx ->
            ctx.select(OUTBOUND.STATUS, OUTBOUND.REPLY, OUTBOUND.ANSWERED_AT)
                .from(OUTBOUND)
                .where(is(message))
                .and(OUTBOUND.STATE.eq(OutboundState.REFUSED.word()))
                .fetchOptional(row -> new Refusal(row.value1(), row.value2(), row.value3())));
  }

  private record Answered(
      OutboundState state, Instant at, Instant next, String status, String reply) {}

  private void answered(OutboundKey message, Answered answer) {
    String bounced = OutboundState.BOUNCED.word();
    database.write(
        ctx ->
            expectOne(
                ctx.update(OUTBOUND)
                    .set(
                        OUTBOUND.STATE,
                        when(OUTBOUND.STATE.eq(inline(bounced)), inline(bounced))
                            .otherwise(inline(answer.state().word())))
                    .set(OUTBOUND.ANSWERED_AT, answer.at())
                    .set(OUTBOUND.NEXT_TRY_AT, answer.next())
                    .set(
                        OUTBOUND.STATUS,
                        when(OUTBOUND.STATE.eq(inline(bounced)), OUTBOUND.STATUS)
                            .otherwise(answer.status()))
                    .set(OUTBOUND.REPLY, Limits.clip(answer.reply(), Limits.REPLY))
                    .where(is(message))
                    .and(OUTBOUND.STATE.in(TO_BE_SENT).or(OUTBOUND.STATE.eq(bounced)))
                    .execute(),
                message));
  }

  private static Condition is(OutboundKey message) {
    return OUTBOUND.LEDGER_ID.eq(message.ledgerId()).and(OUTBOUND.N.eq(message.n()));
  }

  /** The server counts the rows that it found, not those that it changed. */
  private static int expectOne(int rows, OutboundKey message) {
    if (rows != 1) {
      throw StoreException.permanent(
          message.fileName() + " is not waiting to be sent; run efm spool fsck");
    }
    return rows;
  }
}
