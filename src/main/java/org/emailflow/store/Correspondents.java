package org.emailflow.store;

import static org.emailflow.store.schema.tables.Conversation.CONVERSATION;
import static org.emailflow.store.schema.tables.Correspondent.CORRESPONDENT;
import static org.emailflow.store.schema.tables.Service.SERVICE;
import static org.jooq.impl.DSL.noCondition;

import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;

/** The correspondents, for the operator's commands. Each call is one transaction. */
public final class Correspondents {

  private final Database database;

  public Correspondents(Database database) {
    this.database = database;
  }

  /** Those of one service, or of all, oldest first, at most so many. */
  public List<CorrespondentFacts> list(Optional<String> serviceCode, int limit) {
    Condition which =
        serviceCode.map(code -> SERVICE.CODE.eq(Codes.normalise(code))).orElse(noCondition());
    return database.read(ctx -> select(ctx, which, limit));
  }

  public Optional<CorrespondentFacts> find(String code) {
    Condition which = CORRESPONDENT.CODE.eq(Codes.normalise(code));
    return database.read(ctx -> select(ctx, which, 1).stream().findFirst());
  }

  /** Shuts it out, or lets it in again. Returns whether there is such a correspondent. */
  public boolean block(String code, boolean blocked) {
    return database.write(
        ctx ->
            ctx.update(CORRESPONDENT)
                    .set(CORRESPONDENT.STATE, blocked ? "blocked" : "active")
                    .where(CORRESPONDENT.CODE.eq(Codes.normalise(code)))
                    .execute()
                > 0);
  }

  private static List<CorrespondentFacts> select(DSLContext ctx, Condition which, int limit) {
    return ctx.select(FactsReader.correspondentColumns())
        .from(CORRESPONDENT)
        .join(SERVICE)
        .on(SERVICE.ID.eq(CORRESPONDENT.SERVICE_ID))
        .leftJoin(CONVERSATION)
        .on(CONVERSATION.CORRESPONDENT_ID.eq(CORRESPONDENT.ID))
        .where(which)
        .orderBy(CORRESPONDENT.ID)
        .limit(limit)
        .fetch(row -> FactsReader.correspondent(row, Recent.NONE).orElseThrow());
  }
}
