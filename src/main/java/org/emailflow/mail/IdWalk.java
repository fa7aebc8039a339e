package org.emailflow.mail;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Collects the ids of a message that its translation will ask for: those of its header fields and
 * reports, at any depth, and those of its calendars. It looks at nothing else, so that the look
 * before a translation costs little, and at no more than its caller wants: a calendar may have any
 * number.
 */
final class IdWalk {

  private final Limits limits;
  private final int most;
  private final Set<String> ids = new LinkedHashSet<>();

  private IdWalk(Limits limits, int most) {
    this.limits = limits;
    this.most = most;
  }

  /** The ids, the message's own and its thread's first. */
  static Set<String> of(Message message, Limits limits, int most)
      throws MailException, IOException {
    IdWalk walk = new IdWalk(limits, most);
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
          bytes -> calendar(bytes, charset));
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
        MessageIds.thread(field.body()).forEach(this::add);
      }
    }
  }

  private void calendar(byte[] bytes, String charset) {
    if (ids.size() < most) {
      CalendarIds.collect(TextCodec.decode(bytes, charset).text(), this::add);
    }
  }

  private void add(String id) {
    if (ids.size() < most) {
      ids.add(id);
    }
  }
}
