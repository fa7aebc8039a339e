package org.emailflow.store;

import static org.emailflow.store.schema.tables.MessageId.MESSAGE_ID;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonTable;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.VARBINARY;
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
import org.jooq.Table;

/** The map of Message-IDs between the two spaces of a conversation. */
final class MessageIds {

  private static final Field<Integer> N = field(name("q", "n"), INTEGER);
  private static final Field<Long> SERVICE = field(name("q", "service"), BIGINT);
  private static final Field<Long> RECIPIENT = field(name("q", "recipient"), BIGINT);
  private static final Field<String> ID = field(name("q", "id"), VARCHAR);
  private static final Field<String> HASH = field(name("q", "hash"), VARCHAR);

  private static final MessageId BACK = MESSAGE_ID.as("b");
  private static final Field<byte[]> MAPPED = field(name("known_as"), VARBINARY);

  /** What is longer is none of ours, and need not travel. */
  private static final int LONGEST_MAPPED = 255;

  private static final Comparator<LearntId> ORDER =
      Comparator.comparing(LearntId::mapped).thenComparingLong(LearntId::party);

  private MessageIds() {}

  static Map<IdQuestion, IdAnswer> find(DSLContext ctx, Collection<IdQuestion> questions) {
    List<IdQuestion> asked = questions.stream().distinct().toList();
    Map<IdQuestion, IdAnswer> answers = new HashMap<>();
    ctx.select(N, BACK.ORIGINAL, mapped())
        .from(table(asked))
        .leftJoin(BACK)
        .on(BACK.MAPPED.eq(Rows.unhex(ID)))
        .and(BACK.PARTY.eq(RECIPIENT))
        .and(BACK.SERVICE_ID.eq(SERVICE))
        .forEach(row -> answers.put(asked.get(row.get(N)), answer(row)));
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
        .as(MAPPED);
  }

  private static Table<?> table(List<IdQuestion> questions) {
    Rows rows = new Rows();
    for (IdQuestion question : questions) {
      rows.row()
          .number(question.serviceId())
          .number(question.recipient())
          .hex(question.id().length() > LONGEST_MAPPED ? "" : question.id())
          .hex(hash(question.id()));
    }
    return jsonTable(rows.param(), inline("$[*]"))
        .column("n", INTEGER)
        .path("$[0]")
        .column("service", BIGINT)
        .path("$[1]")
        .column("recipient", BIGINT)
        .path("$[2]")
        .column("id", VARCHAR(2048))
        .path("$[3]")
        .column("hash", VARCHAR(64))
        .path("$[4]")
        .as("q");
  }

  private static IdAnswer answer(Record row) {
    return new IdAnswer(text(row.get(BACK.ORIGINAL)), text(row.get(MAPPED)));
  }

  static int learn(DSLContext ctx, Collection<LearntId> ids) {
    var insert =
        ctx.insertInto(
            MESSAGE_ID,
            MESSAGE_ID.MAPPED,
            MESSAGE_ID.PARTY,
            MESSAGE_ID.SERVICE_ID,
            MESSAGE_ID.ORIGINAL,
            MESSAGE_ID.ORIGINAL_HASH);
    List<LearntId> kept = ids.stream().filter(LearntId::fits).distinct().sorted(ORDER).toList();
    if (kept.isEmpty()) {
      return 0;
    }
    for (LearntId id : kept) {
      insert =
          insert.values(
              bytes(id.mapped()),
              id.party(),
              id.serviceId(),
              bytes(id.original()),
              hash(id.original()));
    }
    return insert.onDuplicateKeyUpdate().set(MESSAGE_ID.PARTY, MESSAGE_ID.PARTY).execute();
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
