package org.emailflow.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.emailflow.store.schema.tables.Correspondent.CORRESPONDENT;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;

/**
 * Gives users their codes. The insert lets the unique key of service and address decide who is
 * first, waits for whoever is ahead, and returns the row that stands; so everyone gets the same
 * code. The rows are sorted, so that two workers with the same users wait for one another in one
 * order; of one user the row of its own mail comes before one that only names it.
 *
 * <p>A code that is taken already (80 bits: never, unless the generator is broken) brings back its
 * owner's row instead of ours, which is noticed, and those users are asked for again with new
 * codes.
 */
final class CorrespondentInsert {

  private static final int TRIES = 10;

  private static final Comparator<NewCorrespondent> ORDER =
      Comparator.comparingLong(NewCorrespondent::serviceId)
          .thenComparing(NewCorrespondent::key)
          .thenComparing(NewCorrespondent::origin);

  private final DSLContext ctx;
  private final InsertRows<NewCorrespondent> inserted;

  CorrespondentInsert(DSLContext ctx, Codes codes, Instant now) {
    this.ctx = ctx;
    this.inserted =
        InsertRows.<NewCorrespondent>into(CORRESPONDENT)
            .number(CORRESPONDENT.SERVICE_ID, NewCorrespondent::serviceId)
            .word(CORRESPONDENT.CODE, user -> codes.mint())
            .bytes(CORRESPONDENT.ADDRESS_KEY, user -> user.key().getBytes(UTF_8))
            .text(CORRESPONDENT.ADDRESS, NewCorrespondent::address)
            .text(CORRESPONDENT.DISPLAY_NAME, NewCorrespondent::displayName)
            .word(CORRESPONDENT.STATE, user -> "active")
            .word(CORRESPONDENT.ORIGIN, user -> user.origin().word())
            .flag(CORRESPONDENT.VERIFIED, NewCorrespondent::verified)
            .time(CORRESPONDENT.CREATED_AT, user -> now);
  }

  Map<NewCorrespondent, CorrespondentFacts> run(Collection<NewCorrespondent> users) {
    Map<NewCorrespondent, CorrespondentFacts> found = new HashMap<>();
    for (int i = 0; i < TRIES && found.size() < users.size(); i++) {
      List<NewCorrespondent> missing =
          users.stream().filter(user -> !found.containsKey(user)).distinct().sorted(ORDER).toList();
      if (missing.isEmpty()) {
        break;
      }
      insert(missing, found);
    }
    if (!found.keySet().containsAll(users)) {
      throw StoreException.permanent(
          "no free code in " + TRIES + " tries: the random generator is broken");
    }
    return found;
  }

  private void insert(
      List<NewCorrespondent> users, Map<NewCorrespondent, CorrespondentFacts> found) {
    Map<Long, Map<String, CorrespondentFacts>> rows = new HashMap<>();
    inserted
        .insert(ctx, users, Map.of(CORRESPONDENT.ID, CORRESPONDENT.ID), returned())
        .forEach(row -> keep(row, rows));
    for (NewCorrespondent user : users) {
      CorrespondentFacts facts = rows.getOrDefault(user.serviceId(), Map.of()).get(user.key());
      if (facts != null) {
        found.put(user, facts);
      }
    }
  }

  private static void keep(Record row, Map<Long, Map<String, CorrespondentFacts>> rows) {
    CorrespondentFacts facts = FactsReader.correspondent(row, Recent.NONE).orElseThrow();
    rows.computeIfAbsent(facts.serviceId(), id -> new HashMap<>()).put(facts.key(), facts);
  }

  private static Field<?>[] returned() {
    return new Field<?>[] {
      CORRESPONDENT.ID,
      CORRESPONDENT.SERVICE_ID,
      CORRESPONDENT.CODE,
      CORRESPONDENT.ADDRESS,
      CORRESPONDENT.ADDRESS_KEY,
      CORRESPONDENT.DISPLAY_NAME,
      CORRESPONDENT.STATE,
      CORRESPONDENT.ORIGIN,
      CORRESPONDENT.VERIFIED,
      CORRESPONDENT.CREATED_AT
    };
  }
}
