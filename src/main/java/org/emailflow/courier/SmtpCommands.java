package org.emailflow.courier;

import java.util.function.Predicate;

/** MAIL and RCPT with the parameters that this server knows. */
final class SmtpCommands {

  private final Predicate<String> offers;

  /**
   * @param offers whether the server's EHLO named an extension
   */
  SmtpCommands(Predicate<String> offers) {
    this.offers = offers;
  }

  String mail(QueueEnvelope envelope, long size) {
    StringBuilder mail = new StringBuilder("MAIL FROM:<").append(envelope.sender()).append('>');
    if (offers.test("SIZE")) {
      mail.append(" SIZE=").append(size);
    }
    if (offers.test("8BITMIME")) {
      mail.append(" BODY=8BITMIME");
    }
    if (envelope.smtputf8()) {
      mail.append(" SMTPUTF8");
    }
    if (offers.test("DSN")) {
      envelope.ret().ifPresent(ret -> mail.append(" RET=").append(ret));
      envelope.envid().ifPresent(id -> mail.append(" ENVID=").append(id));
    }
    return mail.toString();
  }

  String rcpt(Recipient recipient) {
    StringBuilder rcpt = new StringBuilder("RCPT TO:<").append(recipient.address()).append('>');
    if (offers.test("DSN")) {
      recipient.when().ifPresent(when -> rcpt.append(" NOTIFY=").append(when));
      recipient.orcpt().ifPresent(orcpt -> rcpt.append(" ORCPT=").append(orcpt));
    }
    return rcpt.toString();
  }
}
