package org.emailflow.chain;

/** A chain file that cannot be used; the message names file, line and remedy. Exit code 78. */
public final class ChainException extends Exception {
  private static final long serialVersionUID = 1L;

  public ChainException(String message) {
    super(message);
  }
}
