package org.emailflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A command line run in this process, and what it printed. No command may print a stack trace. */
record Efm(int code, String out, String err) {
  private static final Pattern TRACE =
      Pattern.compile("(?m)^\\s+at [\\w.$]+\\(|Exception in thread");

  static Efm run(Path config, String... words) {
    List<String> line = new ArrayList<>(List.of("-c", config.toString()));
    line.addAll(List.of(words));
    return bare(line.toArray(String[]::new));
  }

  static Efm bare(String... words) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    int code;
    try {
      System.setOut(new PrintStream(said, true, UTF_8));
      System.setErr(new PrintStream(complained, true, UTF_8));
      code = Start.run(words);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    Efm run = new Efm(code, said.toString(UTF_8), complained.toString(UTF_8));
    assertFalse(TRACE.matcher(run.out + run.err).find(), run.toString());
    return run;
  }

  /** Done, without a word of complaint; its lines. */
  List<String> lines() {
    assertEquals("0 ", code + " " + err, toString());
    return out.lines().toList();
  }

  /** The one line on standard error of a run that failed so. */
  String complaint(int expected) {
    assertEquals(expected, code, toString());
    assertEquals(1, err.lines().count(), toString());
    assertEquals("", out, toString());
    return err.strip();
  }
}
