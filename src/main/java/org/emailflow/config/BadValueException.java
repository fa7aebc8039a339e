package org.emailflow.config;

/**
 * A value that its key does not take; the message is {@code bad value "x"}. The key is not known
 * here: whoever catches it adds where it stands and what to write instead.
 */
final class BadValueException extends Exception {

  private static final long serialVersionUID = 1L;

  private BadValueException(String message) {
    super(message);
  }

  static BadValueException of(Object value) {
    return new BadValueException("bad value " + Quoted.value(value));
  }

  /** For a value that must not be printed. */
  static BadValueException hidden() {
    return new BadValueException("bad value");
  }
}
