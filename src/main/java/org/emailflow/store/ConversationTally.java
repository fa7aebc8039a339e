package org.emailflow.store;

import static org.emailflow.store.schema.tables.Conversation.CONVERSATION;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.when;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
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

  /** Two workers with the same conversations wait for one another in one order. */
  private static final Comparator<ConversationChange> ORDER =
      Comparator.comparingLong(ConversationChange::correspondentId);

  private static final InsertRows<ConversationChange> ROWS =
      InsertRows.<ConversationChange>into(CONVERSATION)
          .number(CONVERSATION.CORRESPONDENT_ID, ConversationChange::correspondentId)
          .number(CONVERSATION.USER_MESSAGES, ConversationTally::users)
          .number(CONVERSATION.SERVICE_MESSAGES, ConversationTally::services)
          .number(CONVERSATION.OWN_MESSAGES, change -> change.own() ? users(change) : 0)
          .number(CONVERSATION.UNANSWERED, ConversationTally::services)
          .time(CONVERSATION.FIRST_USER_AT, ConversationTally::userAt)
          .time(CONVERSATION.LAST_USER_AT, ConversationTally::userAt)
          .time(CONVERSATION.WAITING_SINCE, ConversationTally::userAt)
          .time(
              CONVERSATION.LAST_SERVICE_AT,
              change -> change.isServices() ? change.receivedAt() : null);

  private ConversationTally() {}

  static int run(DSLContext ctx, List<ConversationChange> changes) {
    List<ConversationChange> counted = changes.stream().filter(ConversationChange::counts).toList();
    return counted.isEmpty() ? 0 : add(ctx, counted);
  }

  private static int add(DSLContext ctx, List<ConversationChange> changes) {
    var rows =
        ROWS.insert(
                ctx,
                changes.stream().sorted(ORDER).toList(),
                sums(),
                CONVERSATION.CORRESPONDENT_ID,
                CONVERSATION.UNANSWERED)
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

  private static int users(ConversationChange change) {
    return change.isUsers() ? 1 : 0;
  }

  private static int services(ConversationChange change) {
    return change.isServices() ? 1 : 0;
  }

  private static Instant userAt(ConversationChange change) {
    return change.isUsers() ? change.receivedAt() : null;
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
  private static Map<Field<?>, Field<?>> sums() {
    Condition user = excluded(CONVERSATION.USER_MESSAGES).eq(inline(1));
    Condition own = excluded(CONVERSATION.OWN_MESSAGES).eq(inline(1));
    Condition service = excluded(CONVERSATION.SERVICE_MESSAGES).eq(inline(1));
    Condition firstReply =
        service
            .and(CONVERSATION.FIRST_REPLY_AT.isNull())
            .and(CONVERSATION.USER_MESSAGES.gt(inline(0)));
    Map<Field<?>, Field<?>> sums = new LinkedHashMap<>();
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
