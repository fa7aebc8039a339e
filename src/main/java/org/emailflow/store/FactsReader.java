package org.emailflow.store;

import static org.emailflow.store.schema.tables.Conversation.CONVERSATION;
import static org.emailflow.store.schema.tables.Correspondent.CORRESPONDENT;
import static org.emailflow.store.schema.tables.Service.SERVICE;
import static org.emailflow.store.schema.tables.ServiceAddress.SERVICE_ADDRESS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;

/**
 * Which columns make a service and a correspondent, and how a row of them is read. Shared by every
 * query that returns one.
 */
final class FactsReader {

  /**
   * A service's addresses in one column, {@code primary:whole:key:address} each, text in
   * hexadecimal: no second round trip.
   */
  private static final Field<String> ADDRESSES = addresses();

  private FactsReader() {}

  static SelectField<?>[] serviceColumns() {
    return new SelectField<?>[] {
      SERVICE.ID,
      SERVICE.CODE,
      SERVICE.NAME,
      SERVICE.REFERENCE,
      SERVICE.DOMAIN,
      SERVICE.STATE,
      SERVICE.EXPIRES_AT,
      SERVICE.CREATED_AT,
      ADDRESSES
    };
  }

  private static Field<String> addresses() {
    Field<String> all =
        field(
            "group_concat(concat_ws(':', ifnull({0}, 0), {1}, hex({2}), hex({3})) order by {2} separator ',')",
            VARCHAR,
            SERVICE_ADDRESS.IS_PRIMARY,
            SERVICE_ADDRESS.WHOLE_DOMAIN,
            SERVICE_ADDRESS.ADDRESS_KEY,
            SERVICE_ADDRESS.ADDRESS);
    return field(select(all).from(SERVICE_ADDRESS).where(SERVICE_ADDRESS.SERVICE_ID.eq(SERVICE.ID)))
        .as("service_addresses");
  }

  static SelectField<?>[] correspondentColumns() {
    return new SelectField<?>[] {
      CORRESPONDENT.ID,
      CORRESPONDENT.SERVICE_ID,
      CORRESPONDENT.CODE,
      CORRESPONDENT.ADDRESS,
      CORRESPONDENT.ADDRESS_KEY,
      CORRESPONDENT.DISPLAY_NAME,
      CORRESPONDENT.STATE,
      CORRESPONDENT.ORIGIN,
      CORRESPONDENT.VERIFIED,
      CORRESPONDENT.CREATED_AT,
      CONVERSATION.USER_MESSAGES,
      CONVERSATION.SERVICE_MESSAGES,
      CONVERSATION.OWN_MESSAGES,
      CONVERSATION.UNANSWERED,
      CONVERSATION.FIRST_USER_AT,
      CONVERSATION.LAST_USER_AT,
      CONVERSATION.WAITING_SINCE,
      CONVERSATION.FIRST_REPLY_AT
    };
  }

  static SelectField<?>[] concat(SelectField<?>[]... groups) {
    return Stream.of(groups).flatMap(Arrays::stream).toArray(SelectField<?>[]::new);
  }

  static Optional<ServiceFacts> service(Record row) {
    return Optional.ofNullable(row.get(SERVICE.ID))
        .map(
            id ->
                new ServiceFacts(
                    id,
                    row.get(SERVICE.CODE),
                    row.get(SERVICE.NAME),
                    Optional.ofNullable(row.get(SERVICE.REFERENCE)),
                    row.get(SERVICE.DOMAIN),
                    row.get(SERVICE.STATE).equals("active"),
                    Optional.ofNullable(row.get(SERVICE.EXPIRES_AT)),
                    row.get(SERVICE.CREATED_AT),
                    addresses(row.get(ADDRESSES))));
  }

  private static List<ServiceFacts.Address> addresses(String column) {
    return column == null
        ? List.of()
        : Stream.of(column.split(",", -1)).map(FactsReader::address).toList();
  }

  private static ServiceFacts.Address address(String text) {
    String[] cells = text.split(":", -1);
    return new ServiceFacts.Address(
        text(cells[3]), text(cells[2]), cells[0].equals("1"), cells[1].equals("1"));
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }

  /** Where the row comes from an insert, it has no conversation yet. */
  static Optional<CorrespondentFacts> correspondent(Record row, Recent recent) {
    return Optional.ofNullable(row.get(CORRESPONDENT.ID))
        .map(
            id ->
                new CorrespondentFacts(
                    id,
                    row.get(CORRESPONDENT.SERVICE_ID),
                    row.get(CORRESPONDENT.CODE),
                    row.get(CORRESPONDENT.ADDRESS),
                    new String(row.get(CORRESPONDENT.ADDRESS_KEY), StandardCharsets.UTF_8),
                    row.get(CORRESPONDENT.DISPLAY_NAME),
                    row.get(CORRESPONDENT.STATE).equals("blocked"),
                    Words.parse(Origin.class, row.get(CORRESPONDENT.ORIGIN)),
                    row.get(CORRESPONDENT.VERIFIED),
                    row.get(CORRESPONDENT.CREATED_AT),
                    conversation(row, recent)));
  }

  private static ConversationFacts conversation(Record row, Recent recent) {
    boolean none =
        row.field(CONVERSATION.USER_MESSAGES) == null
            || row.get(CONVERSATION.USER_MESSAGES) == null;
    if (none) {
      return ConversationFacts.NONE.withRecent(recent);
    }
    return new ConversationFacts(
        row.get(CONVERSATION.USER_MESSAGES),
        row.get(CONVERSATION.SERVICE_MESSAGES),
        row.get(CONVERSATION.OWN_MESSAGES),
        row.get(CONVERSATION.UNANSWERED),
        Optional.ofNullable(row.get(CONVERSATION.FIRST_USER_AT)),
        Optional.ofNullable(row.get(CONVERSATION.LAST_USER_AT)),
        Optional.ofNullable(row.get(CONVERSATION.WAITING_SINCE)),
        Optional.ofNullable(row.get(CONVERSATION.FIRST_REPLY_AT)),
        recent);
  }
}
