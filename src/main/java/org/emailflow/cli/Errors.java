package org.emailflow.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.emailflow.chain.ChainException;
import org.emailflow.config.ConfigException;
import org.emailflow.courier.MtaUnavailableException;
import org.emailflow.spool.SpoolException;
import org.emailflow.store.StoreException;

/** Turns every failure into one line and an exit code of sysexits(3). */
final class Errors {
  static final int DONE = 0;
  static final int USAGE = 64;
  static final int BAD_DATA = 65;
  static final int BUG = 70;
  static final int TEMPORARY = 75;
  static final int CONFIG = 78;

  private Errors() {}

  /** Says what went wrong; the exit code. */
  static int tell(Exception e) {
    if (e instanceof ConfigException config) {
      config.problems().forEach(Errors::say);
    } else if (code(e) == BUG) {
      say("this is a bug: " + e + "; please report it with the output of the same with --debug");
    } else {
      say(e.getMessage());
    }
    return code(e);
  }

  /** As {@link #tell(Exception)}: a memory that is full, a class that is missing. */
  static int tell(Error e) {
    if (e instanceof OutOfMemoryError) {
      say("out of memory; give the JVM more with JDK_JAVA_OPTIONS=-Xmx512m");
    } else {
      say("this is a bug or a broken installation: " + e);
    }
    return BUG;
  }

  private static int code(Exception e) {
    if (e instanceof ConfigException
        || e instanceof ChainException
        || e instanceof SpoolException.Configuration) {
      return CONFIG;
    }
    if (e instanceof CommandException command) {
      return command.code();
    }
    if (e instanceof SpoolException || e instanceof MtaUnavailableException) {
      return TEMPORARY;
    }
    if (e instanceof StoreException store) {
      return switch (store.kind()) {
        case TEMPORARY -> TEMPORARY;
        case PERMANENT -> BAD_DATA;
        case CONFIG -> CONFIG;
      };
    }
    return BUG;
  }

  /** One line on standard error. */
  static void say(String message) {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    err.println("efm: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
