package org.emailflow.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Composes a non-delivery notice (RFC 3462, RFC 3464) from scratch. */
public final class ReportComposer {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

  private final String domain;

  /**
   * @param domain the Reporting-MTA
   */
  public ReportComposer(String domain) {
    this.domain = domain;
  }

  /**
   * What a notice says.
   *
   * @param recipient the alias that was written to
   * @param header lines of the refused message's header
   */
  public record Report(
      String from,
      String to,
      String subject,
      String text,
      Instant date,
      String messageId,
      Optional<String> inReplyTo,
      String recipient,
      String status,
      List<String> header) {}

  /** The notice, with LF line ends. */
  public byte[] compose(Report report) {
    String boundary = "=_" + report.messageId().replaceAll("[^a-z0-9]", "");
    StringBuilder out = new StringBuilder();
    out.append("From: ").append(report.from()).append('\n');
    out.append("To: ").append(report.to()).append('\n');
    out.append("Subject: ").append(report.subject()).append('\n');
    out.append("Date: ").append(DATE.format(report.date())).append('\n');
    out.append("Message-ID: ").append(report.messageId()).append('\n');
    report.inReplyTo().ifPresent(id -> out.append("In-Reply-To: ").append(id).append('\n'));
    out.append("Auto-Submitted: auto-replied\nMIME-Version: 1.0\n");
    out.append("Content-Type: multipart/report; report-type=delivery-status;\n boundary=\"")
        .append(boundary)
        .append("\"\n\n--")
        .append(boundary)
        .append("\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n")
        .append(report.text())
        .append("\n--")
        .append(boundary)
        .append("\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; ")
        .append(domain)
        .append("\n\nFinal-Recipient: rfc822; ")
        .append(report.recipient())
        .append("\nAction: failed\nStatus: ")
        .append(report.status())
        .append("\n\n--")
        .append(boundary)
        .append("\nContent-Type: text/rfc822-headers\n\n");
    report.header().forEach(line -> out.append(line).append('\n'));
    return out.append("\n--").append(boundary).append("--\n").toString().getBytes(UTF_8);
  }
}
