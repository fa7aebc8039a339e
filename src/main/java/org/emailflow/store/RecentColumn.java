package org.emailflow.store;

import static org.emailflow.store.schema.tables.Ledger.LEDGER;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.when;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.emailflow.store.schema.tables.Ledger;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Record;

/**
 * {@link Recent} as one column of a larger query: no second round trip, and one walk along an index
 * that holds all of it. A count and a time a proof, with commas between them.
 */
final class RecentColumn {

  private static final String RECENT = "recent";

  /** No message is deferred for longer. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(6);

  private RecentColumn() {}

  /**
   * What was relayed since then, whenever it came: what waited in {@code deferred/} counts when it
   * goes. The receive time is in the index and bounds the rows that are looked at.
   */
  static Field<String> of(Field<Long> correspondent, Instant since) {
    Ledger l = LEDGER.as("rl");
    List<QueryPart> cells = new ArrayList<>();
    for (Proof proof : Proof.values()) {
      Condition proven = l.PROOF.eq(inline(proof.word()));
      Condition automatic = l.KIND.eq(inline(Kind.AUTO_REPLY.word()));
      // What is cheap or seldom true comes first: this is asked of each row.
      cells.add(count(when(l.SWEPT_AT.gt(since).and(proven), inline(1))));
      cells.add(max(when(automatic.and(proven), l.RECEIVED_AT)));
    }
    String text =
        "concat_ws(',', {0}, ifnull({1}, ''), {2}, ifnull({3}, ''), {4}, ifnull({5}, ''),"
            + " {6}, ifnull({7}, ''))";
    return field(
            select(field(text, VARCHAR, cells.toArray(QueryPart[]::new)))
                .from(l)
                .where(l.CORRESPONDENT_ID.eq(correspondent))
                .and(l.RECEIVED_AT.gt(since.minus(LONGEST_WAIT)))
                .and(l.DISPOSITION.eq(inline("relayed"))))
        .as(RECENT);
  }

  static Recent read(Record row) {
    String column = row.get(RECENT, String.class);
    Iterator<String> cells = Arrays.asList(column.split(",", -1)).iterator();
    Map<Proof, Integer> messages = new EnumMap<>(Proof.class);
    Map<Proof, Instant> automatic = new EnumMap<>(Proof.class);
    for (Proof proof : Proof.values()) {
      int count = Integer.parseInt(cells.next());
      if (count > 0) {
        messages.put(proof, count);
      }
      String time = cells.next();
      if (!time.isEmpty()) {
        LocalDateTime utc = LocalDateTime.parse(time.replace(' ', 'T'));
        automatic.put(proof, utc.toInstant(ZoneOffset.UTC));
      }
    }
    return new Recent(messages, automatic);
  }
}
