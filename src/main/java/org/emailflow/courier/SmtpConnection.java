package org.emailflow.courier;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Angus Mail's SMTP client, with the envelope said in our own words: {@code sendMessage} would
 * parse and write the message anew, and has no ORCPT. Connecting, TLS, dot-stuffing and line ends
 * are its own; a bare LF or CR goes out as CRLF.
 */
final class SmtpConnection extends SMTPTransport {

  SmtpConnection(Session session, URLName url) {
    super(session, url);
  }

  /** Says one envelope command; true if it was accepted. */
  synchronized boolean says(String command) throws MessagingException {
    int code = simpleCommand(command.getBytes(UTF_8));
    return code >= 200 && code < 300;
  }

  /** DATA, the message, the dot. The server has it when this returns. */
  synchronized void sendData(InputStream message) throws IOException, MessagingException {
    message.transferTo(data());
    finishData();
  }
}
