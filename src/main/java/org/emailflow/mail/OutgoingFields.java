package org.emailflow.mail;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of the outgoing header that its sender's side decides: what becomes of those that the
 * message has, and those that it lacks.
 */
final class OutgoingFields {

  private final Header header;
  private final FieldTranslator translator;
  private final FieldWriter writer;
  private final Map<String, FieldFate> fates = new HashMap<>();

  private OutgoingFields(Header header, FieldTranslator translator, FieldWriter writer) {
    this.header = header;
    this.translator = translator;
    this.writer = writer;
  }

  static OutgoingFields of(
      Header header, OutgoingHeader out, FieldTranslator translator, FieldWriter writer) {
    OutgoingFields fields = new OutgoingFields(header, translator, writer);
    fields.mailboxes("From", List.of(out.from()));
    fields.mailboxes("Reply-To", out.replyTo().map(List::of).orElse(List.of()));
    fields.mailboxes("To", out.to());
    fields.mailboxes("Cc", out.cc());
    fields.messageId(out.messageId());
    return fields;
  }

  /** What becomes of the first field of a name; empty where it is not decided here. */
  Optional<FieldFate> fate(String name) {
    return Optional.ofNullable(fates.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The fields that the message has none of. Reply-To is only ever changed, never added. */
  List<byte[]> missing() {
    return List.of("From", "To", "Cc", "Message-ID").stream()
        .filter(name -> header.first(name).isEmpty())
        .map(name -> fates.get(name.toLowerCase(Locale.ROOT)))
        .filter(fate -> fate instanceof FieldFate.Write)
        .map(fate -> ((FieldFate.Write) fate).bytes())
        .toList();
  }

  private void mailboxes(String name, List<Mailbox> shown) {
    List<Field> fields = header.all(name);
    fates.put(name.toLowerCase(Locale.ROOT), fate(name, fields, shown));
  }

  private FieldFate fate(String name, List<Field> fields, List<Mailbox> shown) {
    if (shown.isEmpty()) {
      return new FieldFate.Drop();
    }
    return fields.isEmpty()
        ? new FieldFate.Write(writer.mailboxes(name, shown))
        : translator.mailboxes(fields, AddressList.parse(fields.get(0).body()), shown);
  }

  private void messageId(String id) {
    Optional<Field> written = header.first("Message-ID");
    boolean same = written.isPresent() && translator.says(written.get(), id);
    byte[] bytes = writer.structured(written.map(Field::name).orElse("Message-ID"), List.of(id));
    fates.put("message-id", same ? new FieldFate.Keep() : new FieldFate.Write(bytes));
  }
}
