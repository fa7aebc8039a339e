package org.emailflow.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Values that the machine gives a meaning to. */
final class SystemTypes {

  private SystemTypes() {}

  /** Any text but an empty one. */
  static final class Name extends ValueType<String> {
    Name() {
      super("a name");
    }

    @Override
    String fromText(String text) throws BadValueException {
      if (text.isBlank()) {
        throw BadValueException.of(text);
      }
      return text;
    }
  }

  /** Any text, printed nowhere. */
  static final class Hidden extends ValueType<Secret> {
    Hidden() {
      super("a text in quotes");
    }

    @Override
    Secret fromText(String text) {
      return Secret.of(text);
    }

    @Override
    Secret fromToml(Object raw) throws BadValueException {
      if (raw instanceof String text) {
        return Secret.of(text);
      }
      throw BadValueException.hidden();
    }
  }

  /** An absolute path: a daemon and a shell have different working folders. */
  static final class AbsolutePath extends ValueType<Path> {
    AbsolutePath() {
      super("an absolute path");
    }

    @Override
    Path fromText(String text) throws BadValueException {
      try {
        Path path = Path.of(text);
        if (path.isAbsolute()) {
          return path.normalize();
        }
      } catch (InvalidPathException e) {
        throw BadValueException.of(text);
      }
      throw BadValueException.of(text);
    }
  }

  /** A number and its unit: {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}. */
  static final class Span extends ValueType<Duration> {
    Span() {
      super("a number above 0 and its unit, such as \"5s\", \"2m\", \"1h\" or \"1d\"");
    }

    @Override
    Duration fromText(String text) throws BadValueException {
      int digits = 0;
      while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
        digits++;
      }
      if (digits == 0 || digits > 9) {
        throw BadValueException.of(text);
      }
      Duration span = of(Long.parseLong(text.substring(0, digits)), text.substring(digits), text);
      if (span.isZero()) {
        throw BadValueException.of(text);
      }
      return span;
    }

    private static Duration of(long number, String unit, String text) throws BadValueException {
      return switch (unit) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        case "d" -> Duration.ofDays(number);
        default -> throw BadValueException.of(text);
      };
    }

    @Override
    String show(Duration value) {
      long millis = value.toMillis();
      if (millis % 1000 != 0) {
        return Quoted.text(millis + "ms");
      }
      if (millis % 60_000 != 0) {
        return Quoted.text(millis / 1000 + "s");
      }
      return Quoted.text(
          millis % 3_600_000 == 0 ? millis / 3_600_000 + "h" : millis / 60_000 + "m");
    }
  }

  /** See {@link Transport}. */
  static final class Outlet extends ValueType<Transport> {
    private static final String SMTP = "smtp://";
    private static final String SENDMAIL = "sendmail:";

    Outlet() {
      super("\"smtp://host:port\" or \"sendmail:/absolute/path\"");
    }

    @Override
    Transport fromText(String text) throws BadValueException {
      Optional<Transport> transport = Optional.empty();
      if (text.startsWith(SMTP)) {
        transport = Endpoint.parse(text.substring(SMTP.length()));
      } else if (text.startsWith(SENDMAIL)) {
        Path command = new AbsolutePath().fromText(text.substring(SENDMAIL.length()));
        transport = Optional.of(new Transport.Sendmail(command));
      }
      return transport.orElseThrow(() -> BadValueException.of(text));
    }
  }

  /**
   * A {@code jdbc:mariadb:} URL. One that holds a user or a password is refused: URLs are printed
   * in errors.
   */
  static final class JdbcUrl extends ValueType<String> {
    JdbcUrl() {
      super(
          "\"jdbc:mariadb://host:3306/efm\", with user and password in keys of their own and not in"
              + " the URL");
    }

    @Override
    String fromText(String text) throws BadValueException {
      if (!text.startsWith("jdbc:mariadb:")) {
        throw BadValueException.of(text);
      }
      if (text.contains("password=") || text.contains("user=")) {
        throw BadValueException.hidden();
      }
      return text;
    }
  }
}
