package org.emailflow.mail;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * By what a report of a mail system is known: its form (RFC 3464), who it is from, or how it
 * begins.
 *
 * <p>Words alone never make one. They count only from the null sender (RFC 5321 section 4.5.5) or
 * an address that is a mail system's and no person's; a person may quote what they like.
 */
final class BounceSigns {
  private static final Set<String> DELIVERY_STATUS =
      Set.of("message/delivery-status", "message/global-delivery-status");

  private static final Set<String> DAEMONS =
      Set.of("mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon");

  /** Local parts behind which no person writes. */
  private static final Pattern SYSTEM =
      Pattern.compile(
          "(?:post[_-]?master|.*mailer?[_-]?daemon.*|mail[_-]?(?:system|delivery|error|admin.*)"
              + "|sysadmin|no[._-]?reply.*|do[._-]?not[._-]?reply.*|postoffice|mta|mmsc|smtp.*"
              + "|listserv|majordomo|owner-.+|.+-(?:admin|owner|request|bounces|daemon)|bounces?"
              + "|system|administrator|nobody|auto[._-]?(?:reply|responder|mail.*)|mailer)");

  private static final Pattern SYSTEM_NAME =
      Pattern.compile("system administrator|mail(?:er)? deliver|mail administrator|mail system");

  private final Octets octets;
  private final Entity root;
  private final String envelopeSender;
  private final String from;

  BounceSigns(Octets octets, Entity root, String envelopeSender) {
    this.octets = octets;
    this.root = root;
    this.envelopeSender = envelopeSender;
    this.from = root.header().first("From").map(Field::text).orElse("").toLowerCase(Locale.ROOT);
  }

  /** By which sign it is a bounce, a name in kebab-case; empty where it is none. */
  Optional<String> find() throws IOException {
    if (isReport(root, "delivery-status") || hasDeliveryStatus(root)) {
      return Optional.of("delivery-status");
    }
    if (root.header().first("X-Failed-Recipients").isPresent()) {
      return Optional.of("failed-recipients");
    }
    if (isReport(root, "disposition-notification")) {
      return Optional.empty();
    }
    if (DAEMONS.stream().anyMatch(from::contains)) {
      return Optional.of("mailer-daemon");
    }
    boolean sendersOwn = envelopeSender.isEmpty() || isDaemon(envelopeSender);
    boolean system = isSystem();
    if ((sendersOwn || from.contains("postmaster@"))
        && Subjects.of(root.header()).filter("bounce"::equals).isPresent()) {
      return Optional.of("bounce-subject");
    }
    return sendersOwn || system ? words(system) : Optional.empty();
  }

  private Optional<String> words(boolean system) throws IOException {
    BounceText text = BounceText.of(octets, root);
    if (text.isReport()) {
      return Optional.of("bounce-text");
    }
    boolean postmaster = system && from.contains("postmaster@") && envelopeSender.isEmpty();
    return postmaster && text.hasCode() ? Optional.of("postmaster") : Optional.empty();
  }

  private boolean isSystem() {
    String address = AddressList.parse(from).stream().findFirst().map(Mailbox::address).orElse("");
    int at = address.indexOf('@');
    String local = at < 0 ? address : address.substring(0, at);
    return SYSTEM.matcher(local).matches() || SYSTEM_NAME.matcher(from).find();
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

  /** Whether it is a multipart/report (RFC 6522) of that type. */
  static boolean isReport(Entity root, String type) {
    return root.mediaType().equals("multipart/report")
        && root.parameter("report-type").orElse("").equalsIgnoreCase(type);
  }
}
