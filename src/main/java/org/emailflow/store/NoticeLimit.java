package org.emailflow.store;

import static org.emailflow.store.schema.tables.NoticeSent.NOTICE_SENT;
import static org.jooq.impl.DSL.val;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQL;
import org.jooq.impl.DSL;

/**
 * One notice a sender, case and rolling 24 hours; and of those to senders of whom nothing says that
 * they are real, so many a rolling hour for the whole site. A row remembers which message was let
 * through, and only that one finds itself there: so a second message in the same statement, and a
 * second worker at the same instant, are refused.
 *
 * <p>The site's limit is so many places, each a row with an empty sender, which is nobody's. A
 * notice takes one that nobody has taken within the hour. Two workers that reach for one place are
 * held apart by its key: the second finds it taken, and its notice is not sent. What a sender has
 * had already takes no place. All of it is one round trip.
 */
final class NoticeLimit {

  private static final Duration WINDOW = Duration.ofHours(24);
  private static final Duration HOUR = Duration.ofHours(1);

  private static final Comparator<NoticeKey> ORDER =
      Comparator.comparing(NoticeKey::senderKey)
          .thenComparing(NoticeKey::caseName)
          .thenComparing(NoticeKey::charge);

  private static final String WANTED =
      """
      (select j.n, unhex(j.sender) as sender_key, convert(j.word using ascii) as case_name,
              unhex(j.charge) as identity, j.limited,
              row_number() over (partition by j.sender, j.word order by j.n) as nth
         from json_table({0}, '$[*]' columns (n int path '$[0]', sender varchar(2048) path '$[1]',
              word varchar(64) path '$[2]', charge varchar(64) path '$[3]',
              limited int path '$[4]')) j)
      """;

  /** Wanted notices whose sender has had none, to free places, one to one. */
  private static final String PLACES =
      """
      insert into notice_sent (sender_key, case_name, last_at, identity)
      select '', concat('place-', f.place), {2}, w.identity
        from (select x.identity, row_number() over (order by x.n) as k
                from %s x
               where x.limited = 1 and x.nth = 1
                 and not exists (select 1 from notice_sent h
                                  where h.sender_key = x.sender_key and h.case_name = x.case_name
                                    and h.last_at > {3})
                 and not exists (select 1 from notice_sent o
                                  where o.sender_key = '' and o.identity = x.identity)) w
        join (select p.place, row_number() over (order by p.place) as k
                from json_table({1}, '$[*]' columns (place int path '$[0]')) p
                left join notice_sent t
                  on t.sender_key = '' and t.case_name = convert(concat('place-', p.place) using ascii)
               where t.last_at is null or t.last_at <= {4}) f
          on f.k = w.k
      on duplicate key update
        identity = if(notice_sent.last_at <= {4}, values(identity), notice_sent.identity),
        last_at = if(notice_sent.last_at <= {4}, values(last_at), notice_sent.last_at)
      """
          .formatted(WANTED);

  /** MariaDB assigns from left to right, and the condition reads last_at. */
  private static final String SENDERS =
      """
      insert into notice_sent (sender_key, case_name, last_at, identity)
      select w.sender_key, w.case_name, {2}, w.identity
        from %s w
       where w.limited = 0
          or exists (select 1 from notice_sent o
                      where o.sender_key = '' and o.identity = w.identity and o.last_at > {4})
       order by w.n
      on duplicate key update
        identity = if(notice_sent.last_at <= {3}, values(identity), notice_sent.identity),
        last_at = if(notice_sent.last_at <= {3}, values(last_at), notice_sent.last_at)
      returning sender_key, case_name, identity
      """
          .formatted(WANTED);

  private NoticeLimit() {}

  static Set<NoticeKey> charge(DSLContext ctx, Collection<NoticeKey> wanted, Instant now) {
    List<NoticeKey> sorted = wanted.stream().distinct().sorted(ORDER).toList();
    List<Record> rows =
        ctx.fetchMany(statement(sorted, now)).stream().flatMap(Result::stream).toList();
    Set<NoticeKey> granted = new HashSet<>();
    for (NoticeKey key : sorted) {
      if (rows.stream().anyMatch(row -> names(row, key))) {
        granted.add(key);
      }
    }
    return granted;
  }

  private static SQL statement(List<NoticeKey> keys, Instant now) {
    int places = keys.stream().flatMapToInt(key -> key.sitesLimit().stream()).max().orElse(0);
    Field<?>[] values = {
      rows(keys), places(places), at(now), at(now.minus(WINDOW)), at(now.minus(HOUR))
    };
    return places == 0
        ? DSL.sql(SENDERS, values)
        : DSL.sql("begin not atomic " + PLACES + "; " + SENDERS + "; end", values);
  }

  private static Field<JSON> rows(List<NoticeKey> keys) {
    Rows rows = new Rows();
    for (NoticeKey key : keys) {
      rows.row()
          .hex(key.senderKey())
          .word(key.caseName())
          .word(key.charge().hex())
          .number(key.sitesLimit().isPresent() ? 1 : 0);
    }
    return rows.param();
  }

  private static Field<JSON> places(int count) {
    Rows rows = new Rows();
    for (int i = 0; i < count; i++) {
      rows.row();
    }
    return rows.param();
  }

  private static Field<Instant> at(Instant instant) {
    return val(instant, NOTICE_SENT.LAST_AT);
  }

  private static boolean names(Record row, NoticeKey key) {
    return Arrays.equals(row.get(0, byte[].class), bytes(key))
        && row.get(1, String.class).equals(key.caseName())
        && Arrays.equals(row.get(2, byte[].class), key.charge().bytes());
  }

  private static byte[] bytes(NoticeKey key) {
    return key.senderKey().getBytes(StandardCharsets.UTF_8);
  }
}
