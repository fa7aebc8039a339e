package org.emailflow.cli;

import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells of what picocli meets, as {@link Errors} does; with the stack trace where it is wanted. */
final class CommandErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final BooleanSupplier debug;

  CommandErrors(BooleanSupplier debug) {
    this.debug = debug;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    List<String> near =
        e instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    Errors.say(
        e.getMessage() + hint + " (" + command.getCommandSpec().qualifiedName() + " --help)");
    return Errors.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    int code = Errors.tell(e);
    trace(e);
    return code;
  }

  /** What picocli does not hand on. */
  int handleError(Error e) {
    int code = Errors.tell(e);
    trace(e);
    return code;
  }

  private void trace(Throwable e) {
    if (debug.getAsBoolean()) {
      e.printStackTrace(System.err);
    }
  }
}
