package org.emailflow.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Walks over the entities of one source and translates each by its type: text, reports and embedded
 * messages at any depth; all other parts keep their bytes.
 *
 * <p>Signed mail is peeled where the options say so: the signed part takes the place of the whole.
 * What is sealed (encrypted, or signed and passed as it is) is not entered.
 */
final class EntityTranslator {

  private static final int DEEPEST = 8;

  private final Splices splices;
  private final Lexicon lexicon;
  private final Notes notes;
  private final Limits limits;
  private final int depth;
  private final String lineEnd;
  private final HeaderTranslator headers;

  private EntityTranslator(
      Splices splices, Lexicon lexicon, Notes notes, Limits limits, String lineEnd, int depth) {
    this.splices = splices;
    this.lexicon = lexicon;
    this.notes = notes;
    this.limits = limits;
    this.depth = depth;
    this.lineEnd = lineEnd;
    this.headers = new HeaderTranslator(splices, lexicon, notes, lineEnd);
  }

  /** A translator of a whole message. */
  static EntityTranslator of(
      Message message, Splices splices, Lexicon lexicon, Notes notes, Limits limits) {
    return new EntityTranslator(splices, lexicon, notes, limits, message.lineEnd(), 1);
  }

  /** Translates the message that goes out. */
  void top(Entity message, OutgoingHeader out) throws MailException, IOException {
    Entity content = peeled(message);
    both(
        content,
        recoded -> headers.top(message, content, out, recoded),
        () -> body(message, content));
  }

  /** Translates a message under its own header. */
  void message(Entity message) throws MailException, IOException {
    Entity content = peeled(message);
    both(
        content,
        recoded -> headers.message(message, content, recoded),
        () -> body(message, content));
  }

  /** Translates a header; {@code recoded}: whether its body is quoted-printable now. */
  private interface HeaderStep {
    void translate(boolean recoded) throws MailException, IOException;
  }

  /** Translates a body, and says whether it is quoted-printable now, and was not. */
  private interface BodyStep {
    boolean translate() throws MailException, IOException;
  }

  /**
   * Where there are parts, the header first, or what they insert where a header without an empty
   * line ends came before it; it never depends on them. Else the body first, for the header tells
   * of it.
   */
  private static void both(Entity content, HeaderStep header, BodyStep body)
      throws MailException, IOException {
    if (content.children().isEmpty()) {
      header.translate(body.translate());
    } else {
      header.translate(false);
      body.translate();
    }
  }

  private boolean body(Entity message, Entity content) throws MailException, IOException {
    if (message != content) {
      splices.replace(
          content.bodyEnd(), message.bodyEnd(), lineEnd.getBytes(StandardCharsets.US_ASCII));
    }
    return body(content);
  }

  private void part(Entity part) throws MailException, IOException {
    Entity content = peeled(part);
    if (part != content) {
      splices.drop(part.start(), content.start());
      splices.drop(content.bodyEnd(), part.bodyEnd());
    }
    both(content, recoded -> headers.part(content, recoded), () -> body(content));
  }

  /** What goes on of a signed entity. */
  private Entity peeled(Entity entity) throws MailException {
    Entity content = entity;
    while (content.mediaType().equals("multipart/signed") && content.isMultipart()) {
      if (lexicon.options().signed() == Signed.DENY) {
        throw new MailException("signed", "signed mail shows who signed it");
      }
      if (lexicon.options().signed() == Signed.PASS) {
        break;
      }
      content = content.children().get(0);
    }
    return content;
  }

  /** Translates a body; returns whether it is quoted-printable now, and was not. */
  private boolean body(Entity entity) throws MailException, IOException {
    Sealed sealed = Sealed.of(entity, splices.source());
    if (sealed != Sealed.OPEN) {
      sealed.decide(lexicon.options(), notes);
    }
    if (entity.isMultipart()) {
      multipart(entity, sealed);
    } else if (sealed == Sealed.OPEN && entity.isMessage()) {
      message(entity.children().get(0));
    } else if (sealed == Sealed.OPEN) {
      return leaf(entity);
    }
    return false;
  }

  private void multipart(Entity entity, Sealed sealed) throws MailException, IOException {
    renameBoundary(entity);
    text(entity.preamble(), entity);
    text(entity.epilogue(), entity);
    if (sealed == Sealed.OPEN) {
      for (Entity child : entity.children()) {
        part(child);
      }
    } else if (sealed == Sealed.ENCRYPTED) {
      labels(entity);
    }
  }

  /** What is encrypted is not entered, but names and descriptions of its parts stand outside. */
  private void labels(Entity encrypted) throws IOException {
    for (Entity child : encrypted.children()) {
      if (!child.isMultipart()) {
        headers.part(child, false);
      }
    }
  }

  private void renameBoundary(Entity entity) {
    lexicon
        .newBoundary(entity)
        .ifPresent(
            name -> {
              byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
              int length = entity.boundary().length();
              for (Delimiter d : entity.delimiters()) {
                splices.replace(d.start() + 2, d.start() + 2 + length, bytes);
              }
            });
  }

  private void text(Range range, Entity entity) throws MailException, IOException {
    if (!range.isEmpty()) {
      TextPiece piece = piece(TextStyle.PLAIN, entity);
      new TextBody(splices, piece, this::armor, notes, false)
          .translate(range.start(), range.end(), "7bit");
    }
  }

  private boolean leaf(Entity entity) throws MailException, IOException {
    String type = entity.mediaType();
    if (ReportTranslator.isReport(type)) {
      Enclosure.edit(entity, splices, (o, from, to, into) -> enclosed(entity, from, to, into));
      if (TransferEncoding.isUuencode(entity.transferEncoding())) {
        aroundUu(entity);
      }
    } else if (TextStyle.isTranslated(type) || type.startsWith("multipart/")) {
      TextPiece piece = piece(style(entity), entity);
      // A multipart without parts may not be encoded (RFC 2045 section 6.4).
      return new TextBody(splices, piece, this::armor, notes, !type.startsWith("multipart/"))
          .translate(entity.bodyStart(), entity.bodyEnd(), entity.transferEncoding());
    } else if (type.endsWith("ms-tnef")) {
      notes.passUnread();
    }
    return false;
  }

  /** What stands above and below the data is text, whatever that is. */
  private void aroundUu(Entity entity) throws MailException, IOException {
    long from = entity.bodyStart();
    UuBody body = TextPieces.uu(splices.source(), from, entity.bodyEnd());
    text(new Range(from, from + body.dataStart()), entity);
    text(new Range(from + body.dataEnd(), entity.bodyEnd()), entity);
  }

  private void enclosed(Entity entity, long from, long to, Splices into)
      throws MailException, IOException {
    String type = entity.mediaType();
    if (EntityReader.isMessage(type)) {
      enclosedMessage(into);
      return;
    }
    ReportTranslator report = new ReportTranslator(into, lexicon, notes, limits, lineEnd);
    long textStart = report.translate(type, from, to);
    if (textStart < to) {
      TextPiece piece = new TextPiece(lexicon.text(), TextStyle.PLAIN, "");
      new TextBody(into, piece, this::armor, notes, false).translate(textStart, to, "7bit");
    }
  }

  private void enclosedMessage(Splices into) throws MailException, IOException {
    checkDepth(depth);
    Message message = Message.read(into.source(), limits);
    new EntityTranslator(
            into, lexicon.within(message.root()), notes, limits, message.lineEnd(), depth + 1)
        .message(message.root());
  }

  /** Each encoded message within another is decoded through all those around it. */
  static void checkDepth(int depth) throws MailException {
    if (depth >= DEEPEST) {
      throw new MailException(
          "nested-too-deep", "encoded messages are nested more than " + DEEPEST + " deep");
    }
  }

  private TextPiece piece(TextStyle style, Entity entity) {
    return new TextPiece(lexicon.text(), style, entity.parameter("charset").orElse(""));
  }

  private Armor armor() {
    return new Armor(lexicon.options(), notes);
  }

  private static TextStyle style(Entity entity) {
    return TextStyle.of(
        entity.mediaType(), is(entity, "format", "flowed"), is(entity, "delsp", "yes"));
  }

  private static boolean is(Entity entity, String parameter, String value) {
    return entity
        .parameter(parameter)
        .map(v -> v.strip().toLowerCase(Locale.ROOT).equals(value))
        .orElse(false);
  }
}
