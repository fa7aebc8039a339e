package org.emailflow.courier;

import java.nio.file.Path;

/** The site's own mail server, by one of the ways into it. For one thread. */
public interface Mta extends AutoCloseable {

  /**
   * SMTP (RFC 5321): STARTTLS where it is offered, DSN parameters (RFC 3461) and SMTPUTF8 (RFC
   * 6531) where it knows them, one connection a pass.
   *
   * @param helo the name to say to it
   */
  static Mta smtp(String host, int port, String helo) {
    return new SmtpMta(host, port, helo);
  }

  /** A program with sendmail's options. */
  static Mta sendmail(Path command) {
    return new SendmailMta(command);
  }

  /**
   * Makes sure that it can be talked to.
   *
   * @throws MtaUnavailableException if not; then no attempt is to be counted
   */
  void open();

  /** Hands over one message; whatever happens to the connection meanwhile is an answer. */
  Answer send(QueueFile file);

  /** Ends the conversation, if there is one. It may be opened again. */
  @Override
  void close();
}
