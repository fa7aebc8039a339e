package org.emailflow.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The spool could not do what was asked. The message is one line that says what to do; the type
 * says what kind of error it is. No message is ever lost by one: what was claimed stays claimed,
 * what was staged stays staged, and recovery carries both on.
 */
public abstract sealed class SpoolException extends RuntimeException {

  private SpoolException(String message, Throwable cause) {
    super(message, cause);
  }

  /** It may work later without anybody's doing: a full disk, an I/O error. */
  public static final class Temporary extends SpoolException {
    Temporary(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** It works once somebody mends the set-up: a missing folder, no rights, the wrong disk. */
  public static final class Configuration extends SpoolException {
    Configuration(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A name is taken by another file. Nothing was replaced; both files are where they were. */
  public static final class Taken extends SpoolException {
    Taken(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Sorts what the disk said. The JDK hands on no errno, only its text in the locale's language; so
   * what is not known for certain is temporary.
   */
  static SpoolException of(String doing, Path path, IOException cause) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (cause instanceof AccessDeniedException) {
      return new Configuration(
          "cannot " + doing + " " + path + ": make it writable for user " + user(), cause);
    }
    if (cause instanceof NoSuchFileException || cause instanceof NotDirectoryException) {
      return new Configuration(
          "cannot " + doing + " " + path + ": no such folder; run efm init", cause);
    }
    if (text.contains("no space left") || text.contains("quota exceeded")) {
      return new Temporary("cannot " + doing + " " + path + ": disk full; free space there", cause);
    }
    if (text.contains("read-only file system")) {
      return new Configuration(
          "cannot " + doing + " " + path + ": mounted read-only; mount it read-write", cause);
    }
    return new Temporary(
        "cannot " + doing + " " + path + ": " + reason(cause) + "; check the disk", cause);
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message.replace('\n', ' ');
  }

  static String user() {
    return System.getProperty("user.name");
  }
}
