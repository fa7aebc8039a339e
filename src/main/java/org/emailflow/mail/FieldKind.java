package org.emailflow.mail;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the body of a header field holds, by its name. */
enum FieldKind {
  /** Mailboxes. */
  ADDRESSES(
      "from sender reply-to to cc bcc resent-from resent-sender resent-reply-to resent-to resent-cc"
          + " resent-bcc return-path errors-to disposition-notification-to return-receipt-to"
          + " mail-followup-to mail-reply-to delivered-to x-original-to"),
  /** Message-IDs. */
  IDS(
      "message-id in-reply-to references resent-message-id original-message-id supersedes"
          + " x-original-message-id"),
  /** A value and parameters. */
  PARAMETERS("content-type content-disposition"),
  /** The id of a part. */
  CONTENT_ID("content-id"),
  /** Words of a grammar, with comments. */
  STRUCTURED(
      "date mime-version content-transfer-encoding content-language content-class importance"
          + " priority x-priority sensitivity auto-submitted precedence accept-language resent-date"
          + " expires"),
  /** Free text, and all that is not known. */
  TEXT("subject thread-topic content-description comments keywords");

  private static final Map<String, FieldKind> KINDS = byName();

  private final String names;

  FieldKind(String names) {
    this.names = names;
  }

  private static Map<String, FieldKind> byName() {
    Map<String, FieldKind> kinds = new HashMap<>();
    for (FieldKind kind : values()) {
      for (String name : kind.names.split(" ", -1)) {
        kinds.put(name, kind);
      }
    }
    return Map.copyOf(kinds);
  }

  static FieldKind of(String name) {
    return KINDS.getOrDefault(name.toLowerCase(Locale.ROOT), TEXT);
  }
}
