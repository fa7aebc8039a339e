package org.emailflow.courier;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MTA by SMTP. TLS is taken where it is offered and its certificate is not checked, as MTAs do
 * among themselves ("may"): the other side is the site's own server, most often on this machine.
 *
 * <p>A message of several recipients is handed over when all are accepted, and else is answered as
 * a whole by the first that is not: so nobody gets it twice. Relayed mail has one recipient each.
 */
final class SmtpMta implements Mta {

  private static final Logger log = LoggerFactory.getLogger(SmtpMta.class);
  private static final String CONNECT_MILLIS = "30000";
  private static final String READ_MILLIS = "300000"; // RFC 5321 section 4.5.3.2
  private static final int CLOSING = 421;

  private final String host;
  private final int port;
  private final Session session;
  private SmtpConnection connection;

  SmtpMta(String host, int port, String helo) {
    this.host = host;
    this.port = port;
    Properties settings = new Properties();
    settings.setProperty("mail.smtp.localhost", helo);
    settings.setProperty("mail.smtp.connectiontimeout", CONNECT_MILLIS);
    settings.setProperty("mail.smtp.timeout", READ_MILLIS);
    settings.setProperty("mail.smtp.starttls.enable", "true");
    settings.setProperty("mail.smtp.ssl.trust", "*");
    settings.setProperty("mail.smtp.ssl.checkserveridentity", "false");
    this.session = Session.getInstance(settings);
  }

  @Override
  public void open() {
    if (connection != null) {
      return;
    }
    SmtpConnection fresh =
        new SmtpConnection(session, new URLName("smtp", host, port, null, null, null));
    try {
      fresh.connect(host, port, null, null);
    } catch (MessagingException e) {
      throw new MtaUnavailableException(
          "cannot talk to smtp://"
              + host
              + ":"
              + port
              + ": "
              + why(e)
              + "; start the MTA or set courier.transport",
          e);
    }
    connection = fresh;
  }

  /** The socket's own words, where there are any: what is around them names host and port again. */
  private static String why(MessagingException e) {
    Exception cause = e.getNextException();
    boolean socket = cause instanceof IOException && !(cause instanceof UnknownHostException);
    return Replies.line((socket ? cause : e).getMessage());
  }

  @Override
  public Answer send(QueueFile file) {
    try {
      return converse(file);
    } catch (IOException | MessagingException e) {
      return broken(e);
    }
  }

  private Answer converse(QueueFile file) throws IOException, MessagingException {
    QueueEnvelope envelope = file.envelope();
    if (envelope.smtputf8() && !connection.supportsExtension("SMTPUTF8")) {
      return Replies.NO_SMTPUTF8;
    }
    SmtpCommands commands = new SmtpCommands(connection::supportsExtension);
    if (!connection.says(commands.mail(envelope, file.size()))) {
      return refused();
    }
    for (Recipient recipient : envelope.recipients()) {
      if (!connection.says(commands.rcpt(recipient))) {
        return refused();
      }
    }
    try (InputStream message = file.message()) {
      connection.sendData(message);
    }
    return new Answer.Sent(Replies.line(connection.getLastServerResponse()));
  }

  private Answer refused() throws MessagingException {
    int code = connection.getLastReturnCode();
    Answer answer = Replies.refusal(code, connection.getLastServerResponse());
    if (code < 0 || code == CLOSING || !connection.says("RSET")) {
      close();
    }
    return answer;
  }

  /**
   * The connection broke, or DATA was answered with a no. In the first case the message may have
   * arrived all the same: it is tried again, with the same Message-ID.
   */
  private Answer broken(Exception e) {
    int code = connection.getLastReturnCode();
    boolean answered = e instanceof MessagingException && code >= 400;
    String reply = answered ? connection.getLastServerResponse() : e.getMessage();
    close();
    return answered
        ? Replies.refusal(code, reply)
        : new Answer.Deferred(Replies.line("connection broken: " + reply));
  }

  @Override
  public void close() {
    SmtpConnection old = connection;
    connection = null;
    if (old != null) {
      try {
        old.close();
      } catch (MessagingException e) {
        log.debug("the MTA did not say good-bye: {}", e.getMessage());
      }
    }
  }
}
