package org.emailflow.mail;

import java.util.Locale;

/**
 * Whether a person wrote a message, by its header (RFC 3834).
 *
 * @param reason which field said so; empty for a person's mail
 */
public record AutomaticMail(Kind kind, String reason) {

  /** What a message is. */
  public enum Kind {
    PERSONAL,
    AUTO_REPLY,
    LIST_OR_BULK,
    BOUNCE
  }

  /**
   * Classifies a message.
   *
   * @param sender the envelope sender; empty for the null sender
   */
  public static AutomaticMail classify(Header header, String sender) {
    String type = header.first("Content-Type").map(Field::body).orElse("").toLowerCase(Locale.ROOT);
    if (type.contains("multipart/report") && type.contains("delivery-status")) {
      return new AutomaticMail(Kind.BOUNCE, "multipart-report");
    }
    String submitted = header.first("Auto-Submitted").map(Field::body).orElse("no").strip();
    if (!submitted.toLowerCase(Locale.ROOT).startsWith("no")) {
      return new AutomaticMail(Kind.AUTO_REPLY, "auto-submitted");
    }
    if (header.first("List-Id").isPresent()) {
      return new AutomaticMail(Kind.LIST_OR_BULK, "list-id");
    }
    return sender.isEmpty()
        ? new AutomaticMail(Kind.BOUNCE, "null-sender")
        : new AutomaticMail(Kind.PERSONAL, "");
  }
}
