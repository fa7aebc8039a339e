package org.emailflow.mail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Translates one header field by what kind of field it is, and decides whether it may go out at
 * all: what cannot be translated and could show the sender does not pass.
 *
 * <p>A field in which nothing changes keeps its bytes, unless these could not be sent (control
 * characters, lines over 998, octets that are no UTF-8): then it is written anew. UTF-8 itself
 * stays only in mail that cannot do without SMTPUTF8, because of an address: an encoded-word goes
 * through servers that would return the mail for a subject.
 */
final class FieldTranslator {

  private static final FieldFate KEEP = new FieldFate.Keep();
  private static final FieldFate DROP = new FieldFate.Drop();

  private final Lexicon lexicon;
  private final FieldWriter writer;

  FieldTranslator(Lexicon lexicon, FieldWriter writer) {
    this.lexicon = lexicon;
    this.writer = writer;
  }

  /**
   * What becomes of a field.
   *
   * @param header where it stands
   * @param boundary the new boundary of the entity, where it gets one
   */
  FieldFate translate(Field field, Header header, Optional<String> boundary) {
    FieldFate fate =
        switch (FieldKind.of(field.name())) {
          case ADDRESSES -> addresses(List.of(field));
          case IDS -> ids(field);
          case PARAMETERS -> parameters(field, header, boundary);
          case CONTENT_ID -> contentId(field);
          case STRUCTURED -> structured(field);
          case TEXT -> text(field);
        };
    return settled(field, fate).orElseGet(() -> lastTry(field, header, boundary));
  }

  /** All fields of one name as one: repeated To fields name more recipients, not others. */
  FieldFate addresses(List<Field> fields) {
    List<Mailbox> written = new ArrayList<>();
    fields.forEach(f -> written.addAll(AddressList.parse(f.body())));
    Set<Mailbox> shown = new LinkedHashSet<>();
    written.forEach(m -> lexicon.show(m).ifPresent(shown::add));
    if (shown.isEmpty() && fields.get(0).is("From")) {
      written.stream()
          .filter(this::isStranger)
          .map(lexicon::named)
          .findFirst()
          .ifPresent(shown::add);
    }
    return mailboxes(fields, written, new ArrayList<>(shown));
  }

  /**
   * Whether the writer of an embedded message is somebody to whom no rule applies. He stays, as in
   * quoted text: a forwarded message that nobody wrote is none. Whom a message is addressed to is
   * another matter, and an alias that is not the reader's to use says nothing to it.
   */
  private boolean isStranger(Mailbox mailbox) {
    boolean ascii = Addresses.isAscii(mailbox.address());
    return !mailbox.domain().equalsIgnoreCase(lexicon.options().relayDomain())
        && (ascii || lexicon.isUtf8());
  }

  /** Mailboxes in place of those that stand in some fields, which are left where all is said. */
  FieldFate mailboxes(List<Field> fields, List<Mailbox> written, List<Mailbox> shown) {
    if (shown.isEmpty()) {
      return DROP;
    }
    Field first = fields.get(0);
    // A comment names a person as often as not.
    boolean same = fields.size() == 1 && shown.equals(written) && first.body().indexOf('(') < 0;
    return same && mayStay(first) ? KEEP : write(writer.mailboxes(first.name(), shown));
  }

  private FieldFate ids(Field field) {
    List<String> ids = MessageIds.thread(field.body());
    List<String> mapped = ids.stream().map(lexicon.space()::id).distinct().toList();
    if (mapped.isEmpty()) {
      return DROP;
    }
    if (String.join(" ", mapped).equals(field.body()) && mayStay(field)) {
      return KEEP;
    }
    boolean one = field.is("Message-ID");
    return write(writer.structured(field.name(), one ? mapped.subList(0, 1) : mapped));
  }

  /** Whether a field says exactly this, and in bytes that can be sent. */
  boolean says(Field field, String body) {
    return field.body().equals(body) && mayStay(field);
  }

  private FieldFate parameters(Field field, Header header, Optional<String> boundary) {
    MimeField mime = MimeField.of(header, field.name());
    Optional<List<String>> tokens =
        ParameterWriter.rewrite(
            field.body(), mime, (name, value) -> parameter(name, value, boundary));
    String body = tokens.map(t -> String.join(" ", t)).orElse(field.body());
    if (MimeField.otherValues(body).stream().anyMatch(lexicon::leaks)) {
      return write(bare(field, header, boundary));
    }
    return tokens.map(t -> write(writer.structured(field.name(), t))).orElse(KEEP);
  }

  private String parameter(String name, String value, Optional<String> boundary) {
    return switch (name) {
      case "boundary" -> boundary.orElse(value);
      case "start" -> lexicon.linked(value);
      case "id" -> lexicon.namesHost(value) ? lexicon.space().id(value) : translated(value);
      case "name", "filename" -> fileName(value);
      default -> translated(value);
    };
  }

  /** In the first reading in which there is something to translate. */
  private String translated(String value) {
    return FieldReadings.of(value).stream()
        .filter(lexicon::leaks)
        .findFirst()
        .map(lexicon::translate)
        .orElse(value);
  }

  /** The last dot of a file name ends the name: {@code ann@real.example.vcf} shows the address. */
  private String fileName(String value) {
    String name = EncodedWords.decode(value);
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    String changed = lexicon.translate(stem);
    return changed.equals(stem) ? translated(value) : changed + name.substring(stem.length());
  }

  private FieldFate contentId(Field field) {
    String body = field.body();
    String changed = lexicon.linked(body);
    if (lexicon.namesHost(changed)) {
      return DROP;
    }
    return changed.equals(body) ? KEEP : write(writer.line(field.name(), changed));
  }

  private FieldFate structured(Field field) {
    String body = field.body();
    String bare = Comments.without(body);
    if (bare.isEmpty() || lexicon.namesHost(bare)) {
      return DROP;
    }
    return bare.equals(body) || isHarmless(body)
        ? KEEP
        : write(writer.unstructured(field.name(), bare));
  }

  /** Whether the comments in a body hold nothing from which an address or host could be read. */
  private boolean isHarmless(String body) {
    return !Chars.any(body, c -> c == '@' || c == '%' || c == '&' || c == '=')
        && !lexicon.namesHost(body);
  }

  private FieldFate text(Field field) {
    String text = field.text();
    String changed = lexicon.translate(text);
    return changed.equals(text) ? KEEP : write(writer.unstructured(field.name(), changed));
  }

  /** The fate if it can be had: safe in every reading, and in bytes that can be sent. */
  private Optional<FieldFate> settled(Field field, FieldFate fate) {
    if (fate instanceof FieldFate.Keep && !mayStay(field)) {
      boolean hidden = !isSafe(FieldReadings.of(field));
      return hidden ? Optional.empty() : settled(field, write(again(field)));
    }
    boolean safe = !(fate instanceof FieldFate.Write write) || mayGo(write.bytes(), field.name());
    return safe ? Optional.of(fate) : Optional.empty();
  }

  /** A field whose value may stay but not its bytes. */
  private byte[] again(Field field) {
    FieldKind kind = FieldKind.of(field.name());
    if (kind == FieldKind.STRUCTURED || kind == FieldKind.PARAMETERS) {
      String bare = FieldWriter.withoutControls(Comments.without(field.body())).strip();
      return writer.structured(field.name(), List.of(bare.split(" +", -1)));
    }
    return kind == FieldKind.CONTENT_ID
        ? writer.line(field.name(), field.body())
        : writer.unstructured(field.name(), field.text());
  }

  private boolean mayStay(Field field) {
    return FieldBytes.arePassable(field, lexicon.isUtf8()) && isSafe(FieldReadings.of(field));
  }

  private boolean mayGo(byte[] bytes, String name) {
    String lines = HeaderText.read(bytes);
    return lines.lines().allMatch(l -> l.length() <= FieldBytes.LONGEST_LINE)
        && isSafe(FieldReadings.of(lines.substring(name.length() + 1)));
  }

  private boolean isSafe(Set<String> readings) {
    return readings.stream().noneMatch(lexicon::leaks);
  }

  /** Some reading still shows an address. Text is translated in that reading; a type is bared. */
  private FieldFate lastTry(Field field, Header header, Optional<String> boundary) {
    return switch (FieldKind.of(field.name())) {
      case TEXT ->
          FieldReadings.of(field).stream()
              .filter(r -> !lexicon.translate(r).equals(r))
              .map(r -> writer.unstructured(field.name(), lexicon.translate(r)))
              .filter(bytes -> mayGo(bytes, field.name()))
              .findFirst()
              .map(FieldTranslator::write)
              .orElse(DROP);
      case PARAMETERS ->
          Optional.of(bare(field, header, boundary))
              .filter(bytes -> mayGo(bytes, field.name()))
              .map(FieldTranslator::write)
              .orElse(DROP);
      default -> DROP;
    };
  }

  /** The value with those parameters alone without which the body could not be read. */
  private byte[] bare(Field field, Header header, Optional<String> boundary) {
    MimeField mime = MimeField.of(header, field.name());
    List<String> tokens = new ArrayList<>(List.of(mime.value()));
    for (String name : List.of("boundary", "charset", "format", "delsp", "report-type", "type")) {
      String value = mime.parameter(name).map(v -> parameter(name, v, boundary)).orElse("");
      if (!value.isEmpty()) {
        tokens.set(tokens.size() - 1, tokens.get(tokens.size() - 1) + ";");
        tokens.addAll(ParameterWriter.parameter(name, value, false));
      }
    }
    return writer.structured(field.name(), tokens);
  }

  private static FieldFate write(byte[] bytes) {
    return new FieldFate.Write(bytes);
  }
}
