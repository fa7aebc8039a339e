package org.emailflow.cli;

/** A command that cannot do what it was asked; the message says what to do instead. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  private CommandException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The argument names nothing that is there, or holds what cannot be. */
  static CommandException badData(String message) {
    return new CommandException(Errors.BAD_DATA, message);
  }

  static CommandException usage(String message) {
    return new CommandException(Errors.USAGE, message);
  }

  static CommandException temporary(String message) {
    return new CommandException(Errors.TEMPORARY, message);
  }

  static CommandException config(String message) {
    return new CommandException(Errors.CONFIG, message);
  }

  int code() {
    return code;
  }
}
