package org.emailflow.courier;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.emailflow.courier.CourierLedger.Refusal;
import org.emailflow.mail.MailDate;

/**
 * The report on a message that our own MTA refused: to the message's {@code bounce-} address, as
 * the next MTA on the way would send it (RFC 3464). So there is one way on which a writer hears
 * that a message was not delivered, whoever refused it, and the sweep walks it once.
 *
 * <p>It stays in our own house and is never sent. Made of what the ledger keeps alone, so that it
 * has the same bytes when it is written again after a crash: the second one is a duplicate.
 */
final class RefusalReport {
  private final String recipientHeader;

  /**
   * @param recipientHeader the field in which the site's MTA names the envelope recipient
   */
  RefusalReport(String recipientHeader) {
    this.recipientHeader = recipientHeader;
  }

  /** The file's name in the inbox. */
  static String name(String queueName, Refusal refusal) {
    return refusal.at().getEpochSecond() + ".refused." + queueName;
  }

  /**
   * The report, with what an MTA writes on top when it delivers.
   *
   * @param token the envelope sender of the refused message
   */
  byte[] message(String queueName, String token, Refusal refusal) {
    String domain = token.substring(token.lastIndexOf('@') + 1);
    String date = MailDate.of(refusal.at());
    return """
        Return-Path: <>
        %s: %s
        From: mailer-daemon@%s
        To: <%s>
        Subject: Undelivered: refused by our mail server
        Date: %s
        Message-ID: <refused.%s@%s>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="refused"

        --refused
        Content-Type: text/plain

        The mail server that takes this site's outgoing mail did not accept a message.
        The message is in queue/bad/%s.

        --refused
        Content-Type: message/delivery-status
        Content-Transfer-Encoding: 8bit

        Reporting-MTA: dns; %s
        Arrival-Date: %s

        Final-Recipient: rfc822; %s
        Action: failed
        Status: %s
        Diagnostic-Code: smtp; %s

        --refused--
        """
        .formatted(
            recipientHeader,
            token,
            domain,
            token,
            date,
            queueName,
            domain,
            queueName,
            domain,
            date,
            token,
            refusal.status(),
            oneLine(refusal.reply()))
        .getBytes(UTF_8);
  }

  private static String oneLine(String reply) {
    return reply.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
