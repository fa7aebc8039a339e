package org.emailflow.store;

import static org.emailflow.store.schema.tables.NoticeSent.NOTICE_SENT;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.when;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;

/**
 * One notice a sender, case and rolling 24 hours. The row remembers which message was let through,
 * and only that one finds itself there: so a second message in the same statement, and a second
 * worker at the same instant, are refused.
 */
final class NoticeLimit {

  private static final Duration WINDOW = Duration.ofHours(24);

  private static final Comparator<NoticeKey> ORDER =
      Comparator.comparing(NoticeKey::senderKey)
          .thenComparing(NoticeKey::caseName)
          .thenComparing(NoticeKey::charge);

  private NoticeLimit() {}

  static Set<NoticeKey> charge(DSLContext ctx, Collection<NoticeKey> wanted, Instant now) {
    List<NoticeKey> sorted = wanted.stream().distinct().sorted(ORDER).toList();
    Result<? extends Record> rows = insert(ctx, sorted, now);
    Set<NoticeKey> granted = new HashSet<>();
    for (NoticeKey key : sorted) {
      if (rows.stream().anyMatch(row -> names(row, key))) {
        granted.add(key);
      }
    }
    return granted;
  }

  private static Result<? extends Record> insert(
      DSLContext ctx, List<NoticeKey> keys, Instant now) {
    var insert =
        ctx.insertInto(
            NOTICE_SENT,
            NOTICE_SENT.SENDER_KEY,
            NOTICE_SENT.CASE_NAME,
            NOTICE_SENT.LAST_AT,
            NOTICE_SENT.IDENTITY);
    for (NoticeKey key : keys) {
      insert = insert.values(bytes(key), key.caseName(), now, key.charge().bytes());
    }
    Condition over = NOTICE_SENT.LAST_AT.le(now.minus(WINDOW));
    return insert
        .onDuplicateKeyUpdate()
        // In this order: MariaDB assigns from left to right, and the condition reads last_at.
        .set(
            NOTICE_SENT.IDENTITY,
            when(over, excluded(NOTICE_SENT.IDENTITY)).otherwise(NOTICE_SENT.IDENTITY))
        .set(
            NOTICE_SENT.LAST_AT,
            when(over, excluded(NOTICE_SENT.LAST_AT)).otherwise(NOTICE_SENT.LAST_AT))
        .returningResult(NOTICE_SENT.SENDER_KEY, NOTICE_SENT.CASE_NAME, NOTICE_SENT.IDENTITY)
        .fetch();
  }

  private static boolean names(Record row, NoticeKey key) {
    return Arrays.equals(row.get(NOTICE_SENT.SENDER_KEY), bytes(key))
        && row.get(NOTICE_SENT.CASE_NAME).equals(key.caseName())
        && Arrays.equals(row.get(NOTICE_SENT.IDENTITY), key.charge().bytes());
  }

  private static byte[] bytes(NoticeKey key) {
    return key.senderKey().getBytes(StandardCharsets.UTF_8);
  }
}
