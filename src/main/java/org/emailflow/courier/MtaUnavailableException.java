package org.emailflow.courier;

/**
 * The MTA cannot be talked to. Temporary: the queue stays as it is, no attempt is counted. The
 * message is one line that says what to do.
 */
public final class MtaUnavailableException extends RuntimeException {
  MtaUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
