package org.emailflow.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Writes a non-delivery notice from nothing: {@code multipart/report} (RFC 6522) with a text for
 * the reader, the status for programs (RFC 3464) and, if there are any, fields of the message that
 * was not delivered.
 *
 * <p>Promises valid RFC 5322 with lines that end in LF and have at most 998 bytes, in ASCII: text
 * in other characters is base64. No value can add a line of its own. Nothing is taken from anywhere
 * but the values given, so that a notice shows no more than its caller decided to show.
 */
public final class ReportComposer {
  private static final int LONGEST = 990;

  private final String domain;

  /**
   * A composer of one domain's notices.
   *
   * @param domain the Reporting-MTA
   */
  public ReportComposer(String domain) {
    this.domain = domain;
  }

  /**
   * What a notice says.
   *
   * @param from the address it is from
   * @param to the address it is to
   * @param subject its subject
   * @param text what the reader reads
   * @param date when it is written
   * @param messageId its Message-ID with angle brackets, of which its boundary is made too
   * @param arrived when the message that was not delivered came in
   * @param inReplyTo the Message-ID that it answers, with angle brackets
   * @param recipient the address that was written to, as the writer knows it
   * @param status an enhanced status code such as {@code 5.1.1}
   * @param header lines "Name: value" of the message that was not delivered; may be none
   */
  public record Report(
      String from,
      String to,
      String subject,
      String text,
      Instant date,
      String messageId,
      Instant arrived,
      Optional<String> inReplyTo,
      String recipient,
      String status,
      List<String> header) {

    /** Keeps the list as it is now. */
    public Report {
      header = List.copyOf(header);
    }
  }

  /** The notice. */
  public byte[] compose(Report report) {
    String boundary = boundary(report.messageId());
    StringBuilder out = new StringBuilder();
    appendTop(out, report);
    field(
        out,
        "Content-Type",
        "multipart/report; report-type=delivery-status;\n boundary=\"" + boundary + "\"");
    appendText(out.append("\n--").append(boundary).append('\n'), report.text());
    appendStatus(out.append("\n--").append(boundary).append('\n'), report);
    if (!report.header().isEmpty()) {
      appendHeader(out.append("\n--").append(boundary).append('\n'), report.header());
    }
    out.append("\n--").append(boundary).append("--\n");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void appendTop(StringBuilder out, Report report) {
    field(out, "From", AddressList.format(List.of(Mailbox.of(report.from())), 6, "\n"));
    field(out, "To", AddressList.format(List.of(Mailbox.of(report.to())), 4, "\n"));
    field(out, "Subject", subject(report.subject()));
    field(out, "Date", MailDate.of(report.date()));
    field(out, "Message-ID", line(report.messageId()));
    report
        .inReplyTo()
        .filter(ReportComposer::isId)
        .ifPresent(
            id -> {
              field(out, "In-Reply-To", id);
              field(out, "References", id);
            });
    field(out, "Auto-Submitted", "auto-replied");
    field(out, "MIME-Version", "1.0");
  }

  /** Whoever was refused wrote it: what is no id, or would need SMTPUTF8, is left out. */
  private static boolean isId(String id) {
    return id.length() <= MessageIds.LONGEST && id.matches("<[!-;=?-~]+>");
  }

  /** Of the Message-ID: no other part of the message can hold it by accident. */
  private static String boundary(String messageId) {
    String unique = messageId.replaceAll("[^A-Za-z0-9]", "");
    return "report-" + unique.substring(0, Math.min(40, unique.length()));
  }

  private static String subject(String subject) {
    String clean = line(subject);
    boolean plain = Addresses.isAscii(clean) && !clean.contains("=?") && clean.length() <= 68;
    return plain ? clean : AddressWriter.fold(EncodedWords.encode(clean), 9, "\n");
  }

  private static void appendText(StringBuilder out, String text) {
    String unified = text.replace("\r\n", "\n").replace('\r', '\n').replace("\0", "");
    String body = unified.endsWith("\n") ? unified : unified + "\n";
    boolean plain = Addresses.isAscii(body) && body.lines().allMatch(l -> l.length() <= LONGEST);
    field(out, "Content-Type", "text/plain; charset=" + (plain ? "us-ascii" : "utf-8"));
    field(out, "Content-Transfer-Encoding", plain ? "7bit" : "base64");
    out.append('\n').append(plain ? body : base64(body));
  }

  private static String base64(String body) {
    Base64.Encoder encoder = Base64.getMimeEncoder(76, new byte[] {'\n'});
    return encoder.encodeToString(body.getBytes(StandardCharsets.UTF_8)) + "\n";
  }

  /** An address that is not ASCII cannot stand in this form of the report (RFC 6533). */
  private void appendStatus(StringBuilder out, Report report) {
    boolean ascii = Addresses.isAscii(report.recipient());
    field(out, "Content-Type", "message/" + (ascii ? "" : "global-") + "delivery-status");
    if (!ascii) {
      field(out, "Content-Transfer-Encoding", "8bit");
    }
    out.append('\n');
    field(out, "Reporting-MTA", "dns; " + line(domain));
    field(out, "Arrival-Date", MailDate.of(report.arrived()));
    out.append('\n');
    field(out, "Final-Recipient", (ascii ? "rfc822; " : "utf-8; ") + line(report.recipient()));
    field(out, "Action", "failed");
    field(out, "Status", line(report.status()));
  }

  private static void appendHeader(StringBuilder out, List<String> header) {
    boolean ascii = header.stream().allMatch(Addresses::isAscii);
    field(out, "Content-Type", ascii ? "text/rfc822-headers" : "message/global-headers");
    if (!ascii) {
      field(out, "Content-Transfer-Encoding", "8bit");
    }
    out.append('\n');
    header.forEach(f -> out.append(line(f)).append('\n'));
  }

  private static void field(StringBuilder out, String name, String body) {
    out.append(name).append(": ").append(body).append('\n');
  }

  /** A value as one line of a length that mail allows. */
  private static String line(String value) {
    StringBuilder out = new StringBuilder();
    ByteArrayOutputStream size = new ByteArrayOutputStream();
    for (int c : value.codePoints().toArray()) {
      String s = Character.isISOControl(c) ? " " : Character.toString(c);
      size.writeBytes(s.getBytes(StandardCharsets.UTF_8));
      if (size.size() > LONGEST) {
        break;
      }
      out.append(s);
    }
    return out.toString().strip();
  }
}
