package org.emailflow.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Where the program starts: commands that timers run are run from here, all others by {@link Main}.
 *
 * <p>picocli is built for Java 5, whose classes no class-data archive takes: reading a command line
 * with it costs more than an empty sweep. So nothing on the way of a {@link PlainLine} names a
 * class of it; a test holds this class to that.
 */
public final class Start {
  private Start() {}

  public static void main(String[] args) {
    LogProvider.choose();
    int code = run(args);
    System.out.flush();
    System.exit(code);
  }

  /** Runs one command line; the exit code. */
  static int run(String... args) {
    PlainLine line = PlainLine.of(args).orElse(null);
    return line == null ? Main.run(args) : run(line);
  }

  private static int run(PlainLine line) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Supplier<Site> site = () -> Site.open(line.config(), System.getenv());
    try {
      switch (line.command()) {
        case SWEEP -> Sweeping.run(site, out, line.json());
        case DELIVER -> Delivering.run(site, out, line.json());
      }
      return Errors.DONE;
    } catch (RuntimeException e) {
      return Errors.tell(e);
    } catch (Error e) {
      return Errors.tell(e);
    }
  }
}
