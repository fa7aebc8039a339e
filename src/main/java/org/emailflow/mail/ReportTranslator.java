package org.emailflow.mail;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Translates the blocks of fields that are bodies: delivery reports (RFC 3464), read receipts (RFC
 * 8098), header sections (RFC 6522), and those of message types that nobody knows.
 *
 * <p>Reports are held to lists of their own: what names a host or a program stays behind.
 */
final class ReportTranslator {

  private static final Set<String> DELIVERY =
      Set.of("action", "status", "arrival-date", "last-attempt-date", "will-retry-until");
  private static final Set<String> RECEIPT =
      Set.of("disposition", "original-message-id", "failure", "error", "warning");
  private static final Set<String> RECIPIENTS = Set.of("final-recipient", "original-recipient");
  private static final String TYPE = "rfc822";

  private final Splices splices;
  private final Lexicon lexicon;
  private final Notes notes;
  private final Limits limits;
  private final FieldWriter writer;
  private final FieldTranslator translator;

  ReportTranslator(Splices splices, Lexicon lexicon, Notes notes, Limits limits, String lineEnd) {
    this.splices = splices;
    this.lexicon = lexicon;
    this.notes = notes;
    this.limits = limits;
    this.writer = new FieldWriter(lineEnd);
    this.translator = new FieldTranslator(lexicon, writer);
  }

  /** Whether bodies of this type are read here. */
  static boolean isReport(String mediaType) {
    return mediaType.startsWith("message/") || isHeaders(mediaType);
  }

  private static boolean isHeaders(String mediaType) {
    return mediaType.equals("text/rfc822-headers") || mediaType.equals("message/global-headers");
  }

  /** Translates the blocks in a range; returns where they end and text begins. */
  long translate(String mediaType, long from, long to) throws MailException, IOException {
    return forEachBlock(
        splices.source(), mediaType, from, to, limits, block -> translate(mediaType, block));
  }

  /** Reads the blocks in a range; returns where they end. */
  static long forEachBlock(
      Octets source, String mediaType, long from, long to, Limits limits, Consumer<Header> work)
      throws MailException, IOException {
    long at = from;
    boolean many = mediaType.endsWith("delivery-status");
    while (at < to) {
      Header block = Header.read(source, at, to, limits);
      if (block.bodyStart() == at) {
        break;
      }
      work.accept(block);
      at = block.bodyStart();
      if (!many) {
        break;
      }
    }
    return at;
  }

  private void translate(String mediaType, Header block) {
    if (isHeaders(mediaType)) {
      new HeaderTranslator(splices, lexicon, notes, writer.lineEnd()).block(block);
      return;
    }
    block.strays().forEach(s -> splices.drop(s.start(), s.end()));
    for (Field field : block.fields()) {
      FieldFate fate = fate(mediaType, field, block);
      if (fate instanceof FieldFate.Drop) {
        splices.drop(field.start(), field.end());
      } else if (fate instanceof FieldFate.Write write) {
        splices.replace(field.start(), field.end(), write.bytes());
      }
    }
  }

  private FieldFate fate(String mediaType, Field field, Header block) {
    String name = field.name().toLowerCase(Locale.ROOT);
    boolean delivery = mediaType.endsWith("delivery-status");
    boolean receipt = mediaType.endsWith("disposition-notification");
    if ((delivery || receipt) && RECIPIENTS.contains(name)) {
      return recipient(field);
    }
    if (delivery && name.equals("reporting-mta")) {
      String relay = lexicon.options().relayDomain();
      return new FieldFate.Write(writer.line(field.name(), "dns; " + relay));
    }
    boolean passes = delivery ? DELIVERY.contains(name) : !receipt || RECEIPT.contains(name);
    return passes ? translator.translate(field, block, Optional.empty()) : new FieldFate.Drop();
  }

  /** "rfc822; ann@real.example", as the recipient may see it. */
  private FieldFate recipient(Field field) {
    String body = Comments.without(field.body());
    String address = body.substring(body.indexOf(';') + 1).strip();
    if (address.startsWith("<") && address.endsWith(">")) {
      address = address.substring(1, address.length() - 1);
    }
    return lexicon
        .show(Mailbox.of(address))
        .<FieldFate>map(
            m -> new FieldFate.Write(writer.line(field.name(), TYPE + "; " + m.address())))
        .orElse(new FieldFate.Drop());
  }
}
