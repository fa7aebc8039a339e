package org.emailflow.mail;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Collects the ids of a message that its translation will ask for: those of its header fields and
 * reports, at any depth, and those of its calendars. It looks at nothing else, so that the look
 * before a translation costs little.
 */
final class IdWalk {

  private final Limits limits;
  private final Set<String> ids = new LinkedHashSet<>();

  private IdWalk(Limits limits) {
    this.limits = limits;
  }

  /** The ids, the message's own and its thread's first. */
  static Set<String> of(Message message, Limits limits) throws MailException, IOException {
    IdWalk walk = new IdWalk(limits);
    walk.entity(message.octets(), message.root(), 1);
    return walk.ids;
  }

  private void entity(Octets source, Entity entity, int depth) throws MailException, IOException {
    header(entity.header());
    for (Entity child : entity.children()) {
      entity(source, child, depth);
    }
    String type = entity.mediaType();
    if (!entity.children().isEmpty()) {
      return;
    }
    if (ReportTranslator.isReport(type)) {
      Enclosure.read(entity, source, (o, from, to) -> enclosed(type, o, from, to, depth));
    } else if (TextStyle.of(type, false, false).kind() == TextStyle.Kind.CALENDAR) {
      String charset = entity.parameter("charset").orElse("");
      TextPieces.forEach(
          source,
          entity.bodyStart(),
          entity.bodyEnd(),
          entity.transferEncoding(),
          bytes -> CalendarIds.collect(TextCodec.decode(bytes, charset).text(), ids::add));
    }
  }

  private void enclosed(String type, Octets source, long from, long to, int depth)
      throws MailException, IOException {
    if (EntityReader.isMessage(type)) {
      EntityTranslator.checkDepth(depth);
      entity(source, Message.read(source, limits).root(), depth + 1);
      return;
    }
    ReportTranslator.forEachBlock(source, type, from, to, limits, this::header);
  }

  private void header(Header header) {
    Set<String> seen = new HashSet<>();
    for (Field field : header.fields()) {
      if (FieldKind.of(field.name()) == FieldKind.IDS
          && seen.add(field.name().toLowerCase(Locale.ROOT))) {
        ids.addAll(MessageIds.thread(field.body()));
      }
    }
  }
}
