package org.emailflow.store;

import static org.emailflow.store.schema.tables.Conversation.CONVERSATION;
import static org.emailflow.store.schema.tables.Correspondent.CORRESPONDENT;
import static org.emailflow.store.schema.tables.Ledger.LEDGER;
import static org.emailflow.store.schema.tables.Outbound.OUTBOUND;
import static org.emailflow.store.schema.tables.Service.SERVICE;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.emailflow.store.schema.tables.Correspondent;
import org.emailflow.store.schema.tables.Ledger;
import org.emailflow.store.schema.tables.Service;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;

/**
 * All that a batch must know, in one statement: the questions as a table, and to each at most one
 * row of every other table, found by a primary or unique key. A question's role decides which
 * column its key is looked up in.
 *
 * <p>No key is a subquery: the server runs one twice a row, once to look up by it and once to
 * compare.
 */
final class FactsQuery {

  private static final Pattern KEY = Pattern.compile("[0-9a-z-]{1,64}");

  /** What the columns of keys hold; a table of questions that is much wider, no server makes. */
  private static final int LONGEST_WRITER = 512;

  private static final JsonRows<Question> QUESTIONS =
      JsonRows.<Question>as("q")
          .bytes("identity", question -> question.identity().bytes())
          .word("role", question -> question.role().word())
          .word("code", FactsQuery::code)
          .bytes("writer", FactsQuery::writer);

  private static final Field<String> IDENTITY = QUESTIONS.field("identity", VARCHAR);
  private static final Field<String> ROLE = QUESTIONS.field("role", VARCHAR);
  private static final Field<String> KEY_TEXT = QUESTIONS.field("code", VARCHAR);
  private static final Field<String> WRITER = QUESTIONS.field("writer", VARCHAR);

  private static final Ledger EARLIER = LEDGER.as("e");
  private static final Ledger SENT = LEDGER.as("ol");

  /** Whom a code of {@code user-} names. */
  private static final Correspondent NAMED = CORRESPONDENT.as("uc");

  /** What a code of {@code service-} names. */
  private static final Service CALLED = SERVICE.as("cs");

  /** Who writes to that. */
  private static final Correspondent WRITING = CORRESPONDENT.as("wc");

  private static final Field<Integer> NEXT = nextGeneration();

  private FactsQuery() {}

  static List<Facts> run(DSLContext ctx, List<Question> questions, Instant recentSince) {
    Facts[] answers = new Facts[questions.size()];
    ctx.select(columns(recentSince))
        .from(QUESTIONS.table(questions))
        .leftJoin(EARLIER)
        .on(EARLIER.IDENTITY.eq(Rows.unhex(IDENTITY)))
        .and(EARLIER.GENERATION.eq(lastGeneration()))
        .leftJoin(OUTBOUND)
        .on(ROLE.eq(inline("bounce")).and(OUTBOUND.TOKEN.eq(KEY_TEXT)))
        .leftJoin(SENT)
        .on(SENT.ID.eq(OUTBOUND.LEDGER_ID))
        .leftJoin(NAMED)
        .on(ROLE.eq(inline("user")).and(NAMED.CODE.eq(KEY_TEXT)))
        .leftJoin(CALLED)
        .on(ROLE.eq(inline("service")).and(CALLED.CODE.eq(KEY_TEXT)))
        .leftJoin(WRITING)
        .on(WRITING.SERVICE_ID.eq(CALLED.ID).and(WRITING.ADDRESS_KEY.eq(Rows.unhex(WRITER))))
        .leftJoin(SERVICE)
        .on(SERVICE.ID.eq(coalesce(CALLED.ID, NAMED.SERVICE_ID, SENT.SERVICE_ID)))
        .leftJoin(CORRESPONDENT)
        .on(CORRESPONDENT.ID.eq(coalesce(WRITING.ID, NAMED.ID, SENT.CORRESPONDENT_ID)))
        .leftJoin(CONVERSATION)
        .on(CONVERSATION.CORRESPONDENT_ID.eq(CORRESPONDENT.ID))
        .forEach(row -> answers[row.get(QUESTIONS.index())] = read(row));
    return Arrays.asList(answers);
  }

  /** What is no code matches nothing. */
  private static String code(Question question) {
    String key = question.key().toLowerCase(Locale.ROOT);
    return KEY.matcher(key).matches() ? key : "";
  }

  /** What is no address that could be known matches nothing. */
  private static byte[] writer(Question question) {
    byte[] key = question.writerKey().getBytes(StandardCharsets.UTF_8);
    return key.length > LONGEST_WRITER ? new byte[0] : key;
  }

  /** Of a message that came before; of what is new, as most are, the server never asks for it. */
  private static Field<Integer> lastGeneration() {
    Ledger l = LEDGER.as("el");
    return field(
        select(max(l.GENERATION))
            .from(l)
            .where(l.IDENTITY.eq(EARLIER.IDENTITY))
            .and(l.DISPOSITION.ne(inline("duplicate"))));
  }

  private static Field<Integer> nextGeneration() {
    Ledger l = LEDGER.as("gl");
    return field(
            select(coalesce(max(l.GENERATION), inline(0)).plus(inline(1)))
                .from(l)
                .where(l.IDENTITY.eq(Rows.unhex(IDENTITY))))
        .as("next_generation");
  }

  private static SelectField<?>[] columns(Instant recentSince) {
    return FactsReader.concat(
        new SelectField<?>[] {
          QUESTIONS.index(), NEXT, RecentColumn.of(CORRESPONDENT.ID, recentSince)
        },
        new SelectField<?>[] {
          EARLIER.ID,
          EARLIER.GENERATION,
          EARLIER.NAME,
          EARLIER.OWNER,
          EARLIER.DISPOSITION,
          EARLIER.REASON,
          EARLIER.DETAIL,
          EARLIER.ATTEMPTS,
          EARLIER.ARCHIVED_AT
        },
        new SelectField<?>[] {
          OUTBOUND.LEDGER_ID,
          OUTBOUND.N,
          OUTBOUND.KIND,
          OUTBOUND.RECIPIENT,
          OUTBOUND.STATE,
          OUTBOUND.BOUNCED_AT,
          SENT.DIRECTION,
          SENT.PROOF,
          SENT.ENVELOPE_SENDER,
          SENT.IDENTITY,
          SENT.NAME,
          SENT.RECEIVED_AT,
          SENT.SWEPT_AT,
          SENT.ARCHIVED_AT
        },
        FactsReader.serviceColumns(),
        FactsReader.correspondentColumns());
  }

  private static Facts read(Record row) {
    return new Facts(
        earlier(row),
        row.get(NEXT),
        FactsReader.service(row),
        FactsReader.correspondent(row, RecentColumn.read(row)),
        outbound(row));
  }

  private static Optional<Facts.Earlier> earlier(Record row) {
    return Optional.ofNullable(row.get(EARLIER.ID))
        .map(
            id ->
                new Facts.Earlier(
                    id,
                    row.get(EARLIER.GENERATION),
                    row.get(EARLIER.NAME),
                    row.get(EARLIER.OWNER),
                    Words.parse(Disposition.class, row.get(EARLIER.DISPOSITION)),
                    row.get(EARLIER.REASON),
                    Optional.ofNullable(row.get(EARLIER.DETAIL)),
                    row.get(EARLIER.ATTEMPTS),
                    row.get(EARLIER.ARCHIVED_AT) != null));
  }

  private static Optional<OutboundFacts> outbound(Record row) {
    return Optional.ofNullable(row.get(OUTBOUND.LEDGER_ID))
        .map(
            id ->
                new OutboundFacts(
                    new OutboundKey(id, row.get(OUTBOUND.N)),
                    Words.parse(Kind.class, row.get(OUTBOUND.KIND)),
                    Optional.ofNullable(Words.parse(Direction.class, row.get(SENT.DIRECTION))),
                    row.get(OUTBOUND.RECIPIENT),
                    original(row),
                    Words.parse(OutboundState.class, row.get(OUTBOUND.STATE)),
                    row.get(OUTBOUND.BOUNCED_AT) != null));
  }

  private static OutboundFacts.Original original(Record row) {
    return new OutboundFacts.Original(
        row.get(SENT.ENVELOPE_SENDER),
        Optional.ofNullable(Words.parse(Proof.class, row.get(SENT.PROOF))).orElse(Proof.NONE),
        Sha256.of(row.get(SENT.IDENTITY)),
        row.get(SENT.NAME),
        row.get(SENT.RECEIVED_AT),
        row.get(SENT.SWEPT_AT),
        Optional.ofNullable(row.get(SENT.ARCHIVED_AT)));
  }
}
