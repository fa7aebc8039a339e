package org.emailflow.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program, from start to exit.
 *
 * @param peakKb the most memory that it held at any moment (VmHWM), start-up included
 * @param lastLine what it printed last
 * @param lines when it printed each line, in nanoseconds since its start
 */
record Run(double seconds, long peakKb, String lastLine, List<Long> lines) {
  private static final int PAUSE_MILLIS = 5;

  /** Reads what a program prints, as it prints it. */
  private static final class Output extends Thread {
    private final BufferedReader in;
    private final long start;
    private final List<Long> lines = new ArrayList<>();
    private String last = "";

    Output(java.lang.Process process, long start) {
      this.in = process.inputReader();
      this.start = start;
    }

    @Override
    public void run() {
      in.lines()
          .forEach(
              line -> {
                lines.add(System.nanoTime() - start);
                last = line;
              });
    }
  }

  static Run of(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    long start = System.nanoTime();
    java.lang.Process process = builder.start();
    Output output = new Output(process, start);
    output.start();
    long peak = 0;
    while (!process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peak(process.pid()));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    output.join();
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " ends with " + process.exitValue());
    }
    return new Run(seconds, peak, output.last, output.lines);
  }

  /** The launcher's, until it gives way to the JVM under the same number. */
  private static long peak(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // it ended since we asked
    }
  }
}
