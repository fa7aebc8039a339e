package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;
import static org.emailflow.store.schema.tables.Outbound.OUTBOUND;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.sql;
import static org.jooq.impl.DSL.when;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.Row2;

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

  /** The list of ledger ids is what the index is used for; MariaDB does not look up pairs. */
  private static Query publish(DSLContext ctx, Collection<OutboundKey> messages, Instant now) {
    List<Long> ledgerIds =
        messages.stream().map(OutboundKey::ledgerId).distinct().sorted().toList();
    List<Row2<Long, Integer>> keys =
        messages.stream().map(key -> row(key.ledgerId(), key.n())).toList();
    return ctx.update(OUTBOUND)
        .set(OUTBOUND.STATE, inline("published"))
        .set(OUTBOUND.PUBLISHED_AT, now)
        .where(OUTBOUND.LEDGER_ID.in(ledgerIds))
        .and(row(OUTBOUND.LEDGER_ID, OUTBOUND.N).in(keys))
        .and(OUTBOUND.STATE.eq(inline("committed")));
  }
}
