package org.emailflow.store;

import static org.emailflow.store.schema.tables.Conversation.CONVERSATION;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonTable;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.when;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;

/**
 * Counts messages in their conversations. Each change is a row of one insert, which says what the
 * conversation would be if it were the first; where there is a conversation, the two are added up.
 * The server takes the rows one after the other, so several changes of one conversation add up too.
 *
 * <p>What comes out is the truth about the reply budget: the row is locked now, and what was read
 * of it before may be older than another worker's COMMIT. Where that one used the budget up, the
 * batch is run again.
 */
final class ConversationTally {

  private ConversationTally() {}

  static int run(DSLContext ctx, List<ConversationChange> changes) {
    List<ConversationChange> counted = changes.stream().filter(ConversationChange::counts).toList();
    return counted.isEmpty() ? 0 : add(ctx, counted);
  }

  private static int add(DSLContext ctx, List<ConversationChange> changes) {
    Map<Field<?>, Field<?>> cells = cells();
    var rows =
        ctx.insertInto(CONVERSATION, cells.keySet())
            .select(select(cells.values()).from(table(rows(changes))))
            .onDuplicateKeyUpdate()
            .set(sums())
            .returningResult(CONVERSATION.CORRESPONDENT_ID, CONVERSATION.UNANSWERED)
            .fetch();
    Map<Long, Integer> budgets = budgets(changes);
    for (Record row : rows) {
      long id = row.get(CONVERSATION.CORRESPONDENT_ID);
      if (row.get(CONVERSATION.UNANSWERED) > budgets.getOrDefault(id, Integer.MAX_VALUE)) {
        throw StoreException.outdated("another worker used up a conversation's reply budget");
      }
    }
    return rows.size();
  }

  /** The columns, each with its cell of a row as {@link #rows} writes it. */
  private static Map<Field<?>, Field<?>> cells() {
    Map<Field<?>, Field<?>> cells = new LinkedHashMap<>();
    cells.put(CONVERSATION.CORRESPONDENT_ID, cell("correspondent"));
    cells.put(CONVERSATION.USER_MESSAGES, cell("users"));
    cells.put(CONVERSATION.SERVICE_MESSAGES, cell("services"));
    cells.put(CONVERSATION.OWN_MESSAGES, cell("own"));
    cells.put(CONVERSATION.UNANSWERED, cell("services"));
    cells.put(CONVERSATION.FIRST_USER_AT, cell("user_at"));
    cells.put(CONVERSATION.LAST_USER_AT, cell("user_at"));
    cells.put(CONVERSATION.WAITING_SINCE, cell("user_at"));
    cells.put(CONVERSATION.LAST_SERVICE_AT, cell("service_at"));
    return cells;
  }

  private static Field<String> cell(String name) {
    return field(name("r", name), VARCHAR);
  }

  /** Sorted, so that two workers with the same conversations wait for one another in one order. */
  private static Field<JSON> rows(List<ConversationChange> changes) {
    Rows rows = new Rows();
    changes.stream()
        .sorted(Comparator.comparingLong(ConversationChange::correspondentId))
        .forEach(change -> add(rows, change));
    return rows.param();
  }

  private static void add(Rows rows, ConversationChange change) {
    boolean user = change.isUsers();
    boolean service = change.isServices();
    Optional<Instant> at = Optional.of(change.receivedAt());
    rows.row()
        .number(change.correspondentId())
        .number(user ? 1 : 0)
        .number(service ? 1 : 0)
        .number(user && change.own() ? 1 : 0)
        .time(at.filter(time -> user))
        .time(at.filter(time -> service));
  }

  private static Table<?> table(Field<JSON> rows) {
    return jsonTable(rows, inline("$[*]"))
        .column("correspondent", BIGINT)
        .path("$[1]")
        .column("users", INTEGER)
        .path("$[2]")
        .column("services", INTEGER)
        .path("$[3]")
        .column("own", INTEGER)
        .path("$[4]")
        .column("user_at", VARCHAR(32))
        .path("$[5]")
        .column("service_at", VARCHAR(32))
        .path("$[6]")
        .as("r");
  }

  /** The most that any message of the service was let through under, a conversation. */
  private static Map<Long, Integer> budgets(List<ConversationChange> changes) {
    Map<Long, Integer> budgets = new HashMap<>();
    changes.stream()
        .filter(ConversationChange::isServices)
        .forEach(change -> budgets.merge(change.correspondentId(), change.atMost(), Math::max));
    return budgets;
  }

  /**
   * MariaDB assigns from left to right: each line reads only columns that stand below it, or that
   * it may see changed.
   */
  private static Map<Field<?>, Object> sums() {
    Condition user = excluded(CONVERSATION.USER_MESSAGES).eq(inline(1));
    Condition own = excluded(CONVERSATION.OWN_MESSAGES).eq(inline(1));
    Condition service = excluded(CONVERSATION.SERVICE_MESSAGES).eq(inline(1));
    Condition firstReply =
        service
            .and(CONVERSATION.FIRST_REPLY_AT.isNull())
            .and(CONVERSATION.USER_MESSAGES.gt(inline(0)));
    Map<Field<?>, Object> sums = new LinkedHashMap<>();
    sums.put(
        CONVERSATION.FIRST_REPLY_TO_AT,
        when(firstReply, coalesce(CONVERSATION.WAITING_SINCE, CONVERSATION.LAST_USER_AT))
            .otherwise(CONVERSATION.FIRST_REPLY_TO_AT));
    sums.put(
        CONVERSATION.FIRST_REPLY_AT,
        when(firstReply, excluded(CONVERSATION.LAST_SERVICE_AT))
            .otherwise(CONVERSATION.FIRST_REPLY_AT));
    sums.put(
        CONVERSATION.WAITING_SINCE,
        when(user, coalesce(CONVERSATION.WAITING_SINCE, excluded(CONVERSATION.WAITING_SINCE)))
            .when(service, inline((Instant) null, CONVERSATION.WAITING_SINCE))
            .otherwise(CONVERSATION.WAITING_SINCE));
    sums.put(
        CONVERSATION.UNANSWERED,
        when(own, inline(0))
            .otherwise(CONVERSATION.UNANSWERED.plus(excluded(CONVERSATION.UNANSWERED))));
    sums.put(
        CONVERSATION.USER_MESSAGES,
        CONVERSATION.USER_MESSAGES.plus(excluded(CONVERSATION.USER_MESSAGES)));
    sums.put(
        CONVERSATION.SERVICE_MESSAGES,
        CONVERSATION.SERVICE_MESSAGES.plus(excluded(CONVERSATION.SERVICE_MESSAGES)));
    sums.put(
        CONVERSATION.OWN_MESSAGES,
        CONVERSATION.OWN_MESSAGES.plus(excluded(CONVERSATION.OWN_MESSAGES)));
    sums.put(CONVERSATION.FIRST_USER_AT, earlier(CONVERSATION.FIRST_USER_AT));
    sums.put(CONVERSATION.LAST_USER_AT, later(CONVERSATION.LAST_USER_AT));
    sums.put(CONVERSATION.LAST_SERVICE_AT, later(CONVERSATION.LAST_SERVICE_AT));
    return sums;
  }

  /** LEAST and GREATEST are NULL as soon as one side is. */
  private static Field<Instant> earlier(TableField<Record, Instant> column) {
    return coalesce(least(column, excluded(column)), column, excluded(column));
  }

  private static Field<Instant> later(TableField<Record, Instant> column) {
    return coalesce(greatest(column, excluded(column)), column, excluded(column));
  }
}
