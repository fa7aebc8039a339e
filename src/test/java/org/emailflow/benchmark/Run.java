package org.emailflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program, from start to exit.
 *
 * @param peakKb the most memory that it held at any moment (VmHWM), start-up included
 * @param lastLine what it printed last
 */
record Run(double seconds, long peakKb, String lastLine) {
  private static final Path OUTPUT = Path.of("target", "benchmark.out");
  private static final int PAUSE_MILLIS = 5;

  static Run of(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectOutput(OUTPUT.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    long start = System.nanoTime();
    java.lang.Process process = builder.start();
    long peak = 0;
    while (!process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peak(process.pid()));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    List<String> lines = Files.readAllLines(OUTPUT);
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " ends with " + process.exitValue());
    }
    return new Run(seconds, peak, last);
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
