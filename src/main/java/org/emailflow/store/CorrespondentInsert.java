package org.emailflow.store;

import static org.emailflow.store.schema.tables.Correspondent.CORRESPONDENT;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.InsertValuesStep9;
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
  private final Codes codes;
  private final Instant now;

  CorrespondentInsert(DSLContext ctx, Codes codes, Instant now) {
    this.ctx = ctx;
    this.codes = codes;
    this.now = now;
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
    insert(users)
        .onDuplicateKeyUpdate()
        .set(CORRESPONDENT.ID, CORRESPONDENT.ID)
        .returningResult(returned())
        .fetch()
        .forEach(row -> keep(row, rows));
    for (NewCorrespondent user : users) {
      CorrespondentFacts facts = rows.getOrDefault(user.serviceId(), Map.of()).get(user.key());
      if (facts != null) {
        found.put(user, facts);
      }
    }
  }

  private InsertValuesStep9<
          Record, Long, String, byte[], String, String, String, String, Boolean, Instant>
      insert(List<NewCorrespondent> users) {
    var insert =
        ctx.insertInto(
            CORRESPONDENT,
            CORRESPONDENT.SERVICE_ID,
            CORRESPONDENT.CODE,
            CORRESPONDENT.ADDRESS_KEY,
            CORRESPONDENT.ADDRESS,
            CORRESPONDENT.DISPLAY_NAME,
            CORRESPONDENT.STATE,
            CORRESPONDENT.ORIGIN,
            CORRESPONDENT.VERIFIED,
            CORRESPONDENT.CREATED_AT);
    for (NewCorrespondent user : users) {
      insert =
          insert.values(
              user.serviceId(),
              codes.mint(),
              user.key().getBytes(StandardCharsets.UTF_8),
              user.address(),
              user.displayName(),
              "active",
              user.origin().word(),
              user.verified(),
              now);
    }
    return insert;
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
