package org.emailflow.mail;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a translation lets pass.
 *
 * @param allowedFields the header fields that pass, in lower case; all others stay behind
 * @param signed what is done with signed mail
 * @param encrypted what is done with encrypted mail
 * @param relayDomain the domain that takes the place of a sender's host in Content-IDs and reports
 */
public record TranslationOptions(
    Set<String> allowedFields, Signed signed, Encrypted encrypted, String relayDomain) {

  /** The fields that pass where a site adds none: what a reader or a mail program has use for. */
  public static final Set<String> ALLOWED_FIELDS =
      Set.of(
          "from",
          "to",
          "cc",
          "reply-to",
          "subject",
          "date",
          "message-id",
          "in-reply-to",
          "references",
          "mime-version",
          "content-type",
          "content-transfer-encoding",
          "content-disposition",
          "content-id",
          "content-description",
          "content-language",
          "content-class",
          "importance",
          "priority",
          "x-priority",
          "sensitivity",
          "thread-topic",
          "auto-submitted",
          "precedence",
          "accept-language",
          "disposition-notification-to");

  /** Lower-cases the names; what {@link #ALLOWED_FIELDS} has cannot be taken away. */
  public TranslationOptions {
    allowedFields = allowedFields.equals(ALLOWED_FIELDS) ? ALLOWED_FIELDS : more(allowedFields);
  }

  private static Set<String> more(Set<String> fields) {
    Set<String> all = new TreeSet<>(ALLOWED_FIELDS);
    fields.forEach(field -> all.add(field.toLowerCase(Locale.ROOT)));
    return Set.copyOf(all);
  }

  /** The default: the usual fields, signatures stripped, encrypted mail passes. */
  public static TranslationOptions of(String relayDomain) {
    return new TranslationOptions(ALLOWED_FIELDS, Signed.STRIP, Encrypted.PASS, relayDomain);
  }

  /** Whether a field of this name passes. */
  boolean allows(String name) {
    return allowedFields.contains(name.toLowerCase(Locale.ROOT));
  }
}
