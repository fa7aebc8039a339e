package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;
import static org.emailflow.store.schema.tables.Outbound.OUTBOUND;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonTable;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sql;
import static org.jooq.impl.DSL.when;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.Row2;
import org.jooq.Table;

/**
 * The outbox: rows that are committed with their message, and are marked when their file is in the
 * queue.
 */
final class Outbox {

  private Outbox() {}

  /** In one round trip: the statements go as one block. */
  static int write(DSLContext ctx, List<OutboundEntry> entries, List<Bounce> bounces) {
    if (bounces.isEmpty()) {
      return insert(ctx, entries).execute();
    }
    List<Query> statements = new ArrayList<>();
    if (!entries.isEmpty()) {
      statements.add(insert(ctx, entries));
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

  private static Query insert(DSLContext ctx, List<OutboundEntry> entries) {
    Map<Field<?>, Field<?>> cells = new LinkedHashMap<>();
    cells.put(OUTBOUND.LEDGER_ID, cell("ledger"));
    cells.put(OUTBOUND.N, cell("n"));
    cells.put(OUTBOUND.STAGED, Rows.text(cell("staged")));
    cells.put(OUTBOUND.TOKEN, Rows.text(cell("token")));
    cells.put(OUTBOUND.KIND, cell("kind"));
    cells.put(OUTBOUND.SENDER, Rows.text(cell("sender")));
    cells.put(OUTBOUND.RECIPIENT, Rows.text(cell("recipient")));
    cells.put(OUTBOUND.SIZE, cell("size"));
    cells.put(OUTBOUND.CRC32C, cell("crc32c"));
    return ctx.insertInto(OUTBOUND, cells.keySet())
        .select(select(cells.values()).from(table(rows(entries))));
  }

  private static Field<String> cell(String name) {
    return field(name("r", name), VARCHAR);
  }

  private static Field<JSON> rows(List<OutboundEntry> entries) {
    Rows rows = new Rows();
    for (OutboundEntry entry : entries) {
      rows.row().number(entry.id().ledgerId()).number(entry.id().n()).hex(entry.staged());
      entry.token().ifPresentOrElse(rows::hex, rows::none);
      rows.word(entry.kind().word())
          .hex(entry.sender())
          .hex(entry.recipient())
          .number(entry.size())
          .number(entry.crc32c());
    }
    return rows.param();
  }

  private static Table<?> table(Field<JSON> rows) {
    return jsonTable(rows, inline("$[*]"))
        .column("ledger", BIGINT)
        .path("$[1]")
        .column("n", INTEGER)
        .path("$[2]")
        .column("staged", VARCHAR(1024))
        .path("$[3]")
        .column("token", VARCHAR(256))
        .path("$[4]")
        .column("kind", VARCHAR(16))
        .path("$[5]")
        .column("sender", VARCHAR(Rows.LONGEST))
        .path("$[6]")
        .column("recipient", VARCHAR(Rows.LONGEST))
        .path("$[7]")
        .column("size", BIGINT)
        .path("$[8]")
        .column("crc32c", BIGINT)
        .path("$[9]")
        .as("r");
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
