package org.emailflow.mail;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a person wrote a message or a machine did, after RFC 3834, RFC 3464 and what real
 * programs send.
 *
 * <p>Asked in this order: is it a bounce, an answer made by a machine, mail of a list or in bulk?
 * Bounces come first because most of them are marked as automatic replies too. A doubt makes it
 * personal: mail of a person that is taken for a machine's is lost, the other way round costs a
 * message too many. Subjects count only where they begin with the words that programs write: a
 * person who answers an absence note writes "Re:" before them.
 *
 * @param kind what it is
 * @param reason what told so, a name in kebab-case
 */
public record AutomaticMail(Kind kind, String reason) {

  /** Who is behind a message. */
  public enum Kind {
    /** A person, as far as can be seen. */
    PERSONAL,
    /** A machine that answers for a person: an absence note, a receipt. */
    AUTO_REPLY,
    /** A machine, or a person to many: a list, a newsletter, a notification. */
    LIST_OR_BULK,
    /** A mail system that tells of a delivery. */
    BOUNCE
  }

  private static final Set<String> DELIVERY_STATUS =
      Set.of("message/delivery-status", "message/global-delivery-status");

  private static final Set<String> DAEMONS =
      Set.of("mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon");

  private static final List<String> BOUNCE_SUBJECTS =
      List.of(
          "delivery failed",
          "delivery failure",
          "delivery has failed",
          "delivery notification:",
          "delivery status",
          "failure notice",
          "mail delivery fail",
          "mail system error",
          "message delivery has failed",
          "non-delivery",
          "notice: mail delivery status",
          "returned mail",
          "undeliverable",
          "undelivered mail",
          "email delivery failure",
          "mensaje no entregado",
          "correo no entregado",
          "no se puede entregar",
          "unzustellbar",
          "nicht zustellbar",
          "non remis",
          "\u00e9chec de la remise");

  private static final List<String> ABSENCE_SUBJECTS =
      List.of(
          "automatic reply",
          "auto reply:",
          "auto-reply:",
          "autoreply:",
          "autoresponse:",
          "auto response:",
          "out of office",
          "out of the office",
          "respuesta autom\u00e1tica",
          "fuera de la oficina",
          "automatische antwort",
          "abwesenheitsnotiz",
          "abwesenheitsnachricht",
          "r\u00e9ponse automatique",
          "absence du bureau");

  private static final List<String> ANSWER_FIELDS =
      List.of("X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Auto-Respond", "X-Autoresponse");

  /** Whether it is anything but a person's. */
  public boolean isAutomatic() {
    return kind != Kind.PERSONAL;
  }

  /**
   * Classifies a message.
   *
   * @param envelopeSender the sender of the envelope; empty for the null sender
   */
  public static AutomaticMail classify(Message message, String envelopeSender) {
    Entity root = message.root();
    Header header = root.header();
    boolean nullSender = envelopeSender.isEmpty();
    return bounce(root, envelopeSender)
        .map(reason -> new AutomaticMail(Kind.BOUNCE, reason))
        .or(() -> answer(root, nullSender).map(r -> new AutomaticMail(Kind.AUTO_REPLY, r)))
        .or(() -> bulk(root, header).map(r -> new AutomaticMail(Kind.LIST_OR_BULK, r)))
        .orElse(new AutomaticMail(Kind.PERSONAL, ""));
  }

  private static Optional<String> bounce(Entity root, String envelopeSender) {
    Header header = root.header();
    if (isReport(root, "delivery-status") || hasDeliveryStatus(root)) {
      return Optional.of("delivery-status");
    }
    if (header.first("X-Failed-Recipients").isPresent()) {
      return Optional.of("failed-recipients");
    }
    if (isReport(root, "disposition-notification")) {
      return Optional.empty();
    }
    String from = header.first("From").map(Field::text).orElse("").toLowerCase(Locale.ROOT);
    if (DAEMONS.stream().anyMatch(from::contains)) {
      return Optional.of("mailer-daemon");
    }
    boolean subject = begins(header, BOUNCE_SUBJECTS);
    boolean postmaster = from.contains("postmaster@") || isDaemon(envelopeSender);
    if (subject && (postmaster || envelopeSender.isEmpty())) {
      return Optional.of("bounce-subject");
    }
    return postmaster && envelopeSender.isEmpty() ? Optional.of("postmaster") : Optional.empty();
  }

  private static boolean isDaemon(String sender) {
    int at = sender.indexOf('@');
    String local = at < 0 ? sender : sender.substring(0, at);
    return DAEMONS.contains(local.toLowerCase(Locale.ROOT));
  }

  /** Some systems send the status without saying that it is a report. */
  private static boolean hasDeliveryStatus(Entity root) {
    return root.isMultipart()
        && root.children().stream().anyMatch(c -> DELIVERY_STATUS.contains(c.mediaType()));
  }

  private static boolean isReport(Entity root, String type) {
    return root.mediaType().equals("multipart/report")
        && root.parameter("report-type").orElse("").equalsIgnoreCase(type);
  }

  private static Optional<String> answer(Entity root, boolean nullSender) {
    Header header = root.header();
    if (isReport(root, "disposition-notification")) {
      return Optional.of("read-receipt");
    }
    if (word(header, "Auto-Submitted").equals("auto-replied")) {
      return Optional.of("auto-submitted");
    }
    if (Set.of("auto_reply", "auto-reply").contains(word(header, "Precedence"))) {
      return Optional.of("precedence");
    }
    for (String name : ANSWER_FIELDS) {
      if (header.count(name) > 0 && !Set.of("no", "none").contains(word(header, name))) {
        return Optional.of(name.toLowerCase(Locale.ROOT));
      }
    }
    if (begins(header, ABSENCE_SUBJECTS)) {
      return Optional.of("absence-subject");
    }
    return nullSender ? Optional.of("null-sender") : Optional.empty();
  }

  private static Optional<String> bulk(Entity root, Header header) {
    if (isReport(root, "feedback-report")) {
      return Optional.of("feedback-report");
    }
    String submitted = word(header, "Auto-Submitted");
    if (!submitted.isEmpty() && !submitted.equals("no")) {
      return Optional.of("auto-submitted");
    }
    if (header.first("List-Id").isPresent()) {
      return Optional.of("list-id");
    }
    if (Set.of("bulk", "list", "junk").contains(word(header, "Precedence"))) {
      return Optional.of("precedence");
    }
    String suppress = word(header, "X-Auto-Response-Suppress");
    return suppress.isEmpty() || suppress.equals("none")
        ? Optional.empty()
        : Optional.of("x-auto-response-suppress");
  }

  private static boolean begins(Header header, List<String> words) {
    String subject = header.first("Subject").map(Field::text).orElse("").toLowerCase(Locale.ROOT);
    String first = subject.replaceFirst("^[\\s*\\[(]*(?:postmaster[\\])]\\s*)?", "");
    return words.stream().anyMatch(first::startsWith);
  }

  /** The first word of a field in lower case. */
  private static String word(Header header, String name) {
    String body = header.first(name).map(Field::body).orElse("");
    int end = 0;
    while (end < body.length() && " \t;,(".indexOf(body.charAt(end)) < 0) {
      end++;
    }
    return body.substring(0, end).toLowerCase(Locale.ROOT);
  }
}
