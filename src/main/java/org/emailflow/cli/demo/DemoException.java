package org.emailflow.cli.demo;

/**
 * A demonstration could not write or read its own files; the message says what to do. Nothing of
 * anybody's is lost.
 */
public final class DemoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
