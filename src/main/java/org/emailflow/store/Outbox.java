package org.emailflow.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.emailflow.store.schema.tables.Ledger.LEDGER;
import static org.emailflow.store.schema.tables.Outbound.OUTBOUND;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sql;
import static org.jooq.impl.DSL.when;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The outbox: rows that are committed with their message, and are marked when their file is in the
 * queue.
 */
final class Outbox {

  private static final InsertRows<OutboundEntry> ROWS =
      InsertRows.<OutboundEntry>into(OUTBOUND)
          .number(OUTBOUND.LEDGER_ID, entry -> entry.id().ledgerId())
          .number(OUTBOUND.N, entry -> entry.id().n())
          .text(OUTBOUND.STAGED, OutboundEntry::staged)
          .text(OUTBOUND.TOKEN, entry -> entry.token().orElse(null))
          .word(OUTBOUND.KIND, entry -> entry.kind().word())
          .text(OUTBOUND.SENDER, OutboundEntry::sender)
          .text(OUTBOUND.RECIPIENT, OutboundEntry::recipient)
          .number(OUTBOUND.SIZE, OutboundEntry::size)
          .number(OUTBOUND.CRC32C, OutboundEntry::crc32c);

  private Outbox() {}

  /** In one round trip: the statements go as one block. */
  static int write(DSLContext ctx, List<OutboundEntry> entries, List<Bounce> bounces) {
    if (bounces.isEmpty()) {
      return ROWS.insert(ctx, entries).execute();
    }
    List<Query> statements = new ArrayList<>();
    if (!entries.isEmpty()) {
      statements.add(ROWS.insert(ctx, entries));
    }
    bounces.stream()
        .sorted(Comparator.comparing(bounce -> bounce.message().fileName()))
        .forEach(bounce -> statements.add(bounced(ctx, bounce)));
    return ctx.query("begin not atomic {0} end", block(statements)).execute();
  }

  /** A message that its own MTA refused stays so; it has been told of then all the same. */
  private static Query bounced(DSLContext ctx, Bounce bounce) {
    return ctx.update(OUTBOUND)
        .set(
            OUTBOUND.STATE,
            when(OUTBOUND.STATE.eq(inline("refused")), inline("refused"))
                .otherwise(inline("bounced")))
        .set(OUTBOUND.STATUS, bounce.status())
        .set(OUTBOUND.HARD, bounce.hard())
        .set(OUTBOUND.REASON, bounce.reason())
        .set(OUTBOUND.BOUNCED_AT, bounce.at())
        .where(OUTBOUND.LEDGER_ID.eq(bounce.message().ledgerId()))
        .and(OUTBOUND.N.eq(bounce.message().n()))
        .and(OUTBOUND.BOUNCED_AT.isNull());
  }

  /** Marks and commits in one round trip: the statements go as one block. */
  static int settle(DSLContext ctx, Marks marks, Instant now) {
    List<Query> statements = new ArrayList<>();
    if (!marks.published().isEmpty()) {
      statements.add(publish(ctx, marks.published(), now));
    }
    if (!marks.archived().isEmpty()) {
      statements.add(
          ctx.update(LEDGER)
              .set(LEDGER.ARCHIVED_AT, now)
              .where(LEDGER.ID.in(marks.archived().stream().sorted().toList())));
    }
    if (!marks.survived().isEmpty()) {
      statements.add(Suspects.clear(ctx, marks.survived()));
    }
    marks.left().ifPresent(owner -> statements.add(Fence.left(ctx, owner)));
    return ctx.query("begin not atomic {0} commit; end", block(statements)).execute();
  }

  private static QueryPart block(List<Query> statements) {
    String places =
        IntStream.range(0, statements.size())
            .mapToObj(i -> "{" + i + "};")
            .collect(Collectors.joining(" "));
    return sql(places, statements.toArray(QueryPart[]::new));
  }

  /**
   * By number: pairs would be compared with each row one by one, and a list of ids a number is
   * looked up in the key.
   */
  private static Query publish(DSLContext ctx, Collection<OutboundKey> messages, Instant now) {
    Map<Integer, List<Long>> idsByNumber =
        messages.stream()
            .sorted(Comparator.comparingLong(OutboundKey::ledgerId))
            .collect(groupingBy(OutboundKey::n, mapping(OutboundKey::ledgerId, toList())));
    List<Condition> theirs =
        idsByNumber.entrySet().stream()
            .map(e -> OUTBOUND.N.eq(inline(e.getKey())).and(OUTBOUND.LEDGER_ID.in(e.getValue())))
            .toList();
    return ctx.update(OUTBOUND)
        .set(OUTBOUND.STATE, inline("published"))
        .set(OUTBOUND.PUBLISHED_AT, now)
        .where(DSL.or(theirs))
        .and(OUTBOUND.STATE.eq(inline("committed")));
  }
}
