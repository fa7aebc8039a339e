package org.emailflow.store;

import static org.emailflow.store.schema.tables.MessageId.MESSAGE_ID;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emailflow.store.schema.tables.MessageId;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;

/** The map of Message-IDs between the two spaces of a conversation. */
final class MessageIds {

  private static final JsonRows<IdQuestion> QUESTIONS =
      JsonRows.<IdQuestion>as("q")
          .number("service", IdQuestion::serviceId)
          .number("recipient", IdQuestion::recipient)
          .bytes("id", MessageIds::mappedForm)
          .bytes("hash", question -> hash(question.id()));

  private static final Field<Long> SERVICE = QUESTIONS.field("service", BIGINT);
  private static final Field<Long> RECIPIENT = QUESTIONS.field("recipient", BIGINT);
  private static final Field<String> ID = QUESTIONS.field("id", VARCHAR);
  private static final Field<String> HASH = QUESTIONS.field("hash", VARCHAR);

  private static final InsertRows<LearntId> LEARNT =
      InsertRows.<LearntId>into(MESSAGE_ID)
          .bytes(MESSAGE_ID.MAPPED, id -> bytes(id.mapped()))
          .number(MESSAGE_ID.PARTY, LearntId::party)
          .number(MESSAGE_ID.SERVICE_ID, LearntId::serviceId)
          .bytes(MESSAGE_ID.ORIGINAL, id -> bytes(id.original()))
          .bytes(MESSAGE_ID.ORIGINAL_HASH, id -> hash(id.original()));

  private static final MessageId BACK = MESSAGE_ID.as("b");
  private static final Field<byte[]> MAPPED = mapped();

  /** What is longer is none of ours, and need not travel. */
  private static final int LONGEST_MAPPED = 255;

  private static final Comparator<LearntId> ORDER =
      Comparator.comparing(LearntId::mapped).thenComparingLong(LearntId::party);

  private MessageIds() {}

  static Map<IdQuestion, IdAnswer> find(DSLContext ctx, Collection<IdQuestion> questions) {
    List<IdQuestion> asked = questions.stream().distinct().toList();
    Map<IdQuestion, IdAnswer> answers = new HashMap<>();
    ctx.select(QUESTIONS.index(), BACK.ORIGINAL, MAPPED)
        .from(QUESTIONS.table(asked))
        .leftJoin(BACK)
        .on(BACK.MAPPED.eq(Rows.unhex(ID)))
        .and(BACK.PARTY.eq(RECIPIENT))
        .and(BACK.SERVICE_ID.eq(SERVICE))
        .forEach(row -> answers.put(asked.get(row.get(QUESTIONS.index())), answer(row)));
    return answers;
  }

  /**
   * Whoever taught it, an original has one form a service; the smallest, should two keys have
   * raced.
   */
  private static Field<byte[]> mapped() {
    MessageId m = MESSAGE_ID.as("m");
    return field(
            select(m.MAPPED)
                .from(m)
                .where(m.SERVICE_ID.eq(SERVICE))
                .and(m.ORIGINAL_HASH.eq(Rows.unhex(HASH)))
                .orderBy(m.MAPPED)
                .limit(inline(1)))
        .as("known_as");
  }

  private static byte[] mappedForm(IdQuestion question) {
    return bytes(question.id().length() > LONGEST_MAPPED ? "" : question.id());
  }

  private static IdAnswer answer(Record row) {
    return new IdAnswer(text(row.get(BACK.ORIGINAL)), text(row.get(MAPPED)));
  }

  static int learn(DSLContext ctx, Collection<LearntId> ids) {
    List<LearntId> kept = ids.stream().filter(LearntId::fits).distinct().sorted(ORDER).toList();
    return kept.isEmpty()
        ? 0
        : LEARNT.insert(ctx, kept, Map.of(MESSAGE_ID.PARTY, MESSAGE_ID.PARTY)).execute();
  }

  private static Optional<String> text(byte[] bytes) {
    return Optional.ofNullable(bytes).map(b -> new String(b, StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hash(String original) {
    return Sha256.hash(bytes(original)).bytes();
  }
}
