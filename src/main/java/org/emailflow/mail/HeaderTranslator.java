package org.emailflow.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Translates header sections by splices: of parts, of embedded messages, and of the message itself,
 * whose addresses and id its sender's side decides.
 *
 * <p>Only fields of the allow-list go out, each once; what is no field stays behind; and an empty
 * line parts header and body even where the source has none.
 */
final class HeaderTranslator {

  private static final String ENCODING = "Content-Transfer-Encoding";
  private static final FieldFate DROP = new FieldFate.Drop();

  private final Splices splices;
  private final Lexicon lexicon;
  private final Notes notes;
  private final FieldWriter writer;
  private final FieldTranslator translator;
  private final byte[] lineEnd;

  HeaderTranslator(Splices splices, Lexicon lexicon, Notes notes, String lineEnd) {
    this.splices = splices;
    this.lexicon = lexicon;
    this.notes = notes;
    this.writer = new FieldWriter(lineEnd);
    this.translator = new FieldTranslator(lexicon, writer);
    this.lineEnd = lineEnd.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The header of a part.
   *
   * @param recoded whether its body is quoted-printable now, and was not
   */
  void part(Entity part, boolean recoded) throws IOException {
    Header header = part.header();
    Set<String> passed = new HashSet<>();
    section(header, fateIn(header, lexicon.newBoundary(part), recoded), passed);
    addEncoding(header, recoded, passed);
    endSection(header, recoded || header.end() > header.start());
  }

  /** A header section that stands alone. */
  void block(Header header) {
    section(header, fateIn(header, Optional.empty(), false), new HashSet<>());
  }

  /**
   * The header of an embedded message.
   *
   * @param content the message itself, or the part of it that is promoted to its place
   * @param recoded whether its body is quoted-printable now, and was not
   */
  void message(Entity message, Entity content, boolean recoded) throws IOException {
    if (message == content) {
      part(message, recoded);
      return;
    }
    Set<String> passed = new HashSet<>();
    Function<Field, FieldFate> fate = fateIn(message.header(), Optional.empty(), false);
    section(message.header(), f -> isOfBody(f.name()) ? DROP : fate.apply(f), passed);
    promote(message, content, recoded, passed);
  }

  /** The header of the message that goes out. */
  void top(Entity message, Entity content, OutgoingHeader out, boolean recoded) throws IOException {
    Header header = message.header();
    out.addedFields().forEach(field -> insert(header.start(), writer.verbatim(field)));
    OutgoingFields given = OutgoingFields.of(header, named(out), translator, writer);
    boolean whole = message == content;
    Function<Field, FieldFate> fate =
        fateIn(header, whole ? lexicon.newBoundary(message) : Optional.empty(), recoded);
    Set<String> passed = new HashSet<>();
    section(
        header,
        f ->
            whole || !isOfBody(f.name())
                ? given.fate(f.name()).orElseGet(() -> fate.apply(f))
                : DROP,
        passed);
    given.missing().forEach(field -> insert(header.end(), field));
    addMissing(header, content, out, recoded, passed);
    if (whole) {
      addEncoding(header, recoded, passed);
      endSection(header, true);
    } else {
      promote(message, content, recoded, passed);
    }
  }

  private OutgoingHeader named(OutgoingHeader out) {
    return new OutgoingHeader(
        lexicon.named(out.from()),
        out.replyTo().map(lexicon::named),
        out.to().stream().map(lexicon::named).toList(),
        out.cc().stream().map(lexicon::named).toList(),
        out.messageId(),
        out.date(),
        out.addedFields());
  }

  private void addMissing(
      Header header, Entity content, OutgoingHeader out, boolean recoded, Set<String> passed) {
    if (!passed.contains("date")) {
      insert(header.end(), writer.line("Date", MailDate.of(out.date())));
    }
    boolean mime = recoded || content.header().fields().stream().anyMatch(f -> isOfBody(f.name()));
    if (mime && !passed.contains("mime-version")) {
      insert(header.end(), writer.line("MIME-Version", "1.0"));
    }
  }

  /** The fields of a part's body follow those of the message; what stands between goes. */
  private void promote(Entity message, Entity content, boolean recoded, Set<String> passed)
      throws IOException {
    splices.drop(message.header().end(), content.start());
    Header header = content.header();
    Function<Field, FieldFate> fate = fateIn(header, lexicon.newBoundary(content), recoded);
    section(header, f -> isOfBody(f.name()) ? fate.apply(f) : DROP, passed);
    addEncoding(header, recoded, passed);
    endSection(header, true);
  }

  private Function<Field, FieldFate> fateIn(
      Header header, Optional<String> boundary, boolean recoded) {
    return field -> {
      if (recoded && field.is(ENCODING)) {
        return new FieldFate.Write(writer.line(ENCODING, "quoted-printable"));
      }
      return FieldKind.of(field.name()) == FieldKind.ADDRESSES
          ? translator.addresses(header.all(field.name()))
          : translator.translate(field, header, boundary);
    };
  }

  private void addEncoding(Header header, boolean recoded, Set<String> passed) {
    if (recoded && !passed.contains(ENCODING.toLowerCase(Locale.ROOT))) {
      insert(header.end(), writer.line(ENCODING, "quoted-printable"));
    }
  }

  private void section(Header header, Function<Field, FieldFate> fates, Set<String> passed) {
    header.strays().forEach(s -> splices.drop(s.start(), s.end()));
    Set<String> seen = new HashSet<>();
    for (Field field : header.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      boolean again = TranslationOptions.ALLOWED_FIELDS.contains(name) && !seen.add(name);
      FieldFate fate = again || !lexicon.options().allows(name) ? DROP : fates.apply(field);
      if (!(fate instanceof FieldFate.Drop)) {
        passed.add(name);
      }
      apply(field, fate);
    }
  }

  private void apply(Field field, FieldFate fate) {
    if (fate instanceof FieldFate.Drop) {
      splices.drop(field.start(), field.end());
    } else if (fate instanceof FieldFate.Write write) {
      splices.replace(field.start(), field.end(), write.bytes());
      notes.passField(write.bytes());
    } else {
      notes.passField(field.raw());
    }
  }

  /** An empty line, in a form that every reader takes for one. */
  private void endSection(Header header, boolean needed) throws IOException {
    long end = header.end();
    byte[] separator = splices.source().slice(end, header.bodyStart());
    if (separator.length == 0 && needed) {
      insert(end, lineEnd);
    } else if (separator.length == 1 && separator[0] == '\r') {
      splices.replace(end, header.bodyStart(), lineEnd);
    }
  }

  private void insert(long at, byte[] bytes) {
    splices.insert(at, bytes);
  }

  private static boolean isOfBody(String name) {
    return name.regionMatches(true, 0, "Content-", 0, "Content-".length());
  }
}
