package org.emailflow.mail;

/**
 * A message that cannot be dealt with, ever: trying again changes nothing. No other exception is
 * thrown for what stands in a message; an {@link java.io.IOException} is about the file it is in.
 */
public final class MailException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * A refusal.
   *
   * @param reason a name in kebab-case for the ledger
   * @param message one line for a reader
   */
  public MailException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The name of the reason, such as {@code header-too-large}. */
  public String reason() {
    return reason;
  }
}
