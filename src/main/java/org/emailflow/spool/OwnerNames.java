package org.emailflow.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Makes owner names: {@code <host>-<UTC time>-<64 random bits>}, for instance {@code
 * mx1-20260102t030405-9f86d081884c7d65}. A name is never used again: not after a crash, a restored
 * backup or a clock set back, because of the random bits; host and time are for the person who
 * reads it. It holds neither dot nor slash, so that {@code <owner>.<k>} says whose a staged file
 * is.
 */
final class OwnerNames {

  private static final int LONGEST_HOST = 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String host;
  private final Clock clock;
  private final RandomGenerator random;

  OwnerNames(String host, Clock clock, RandomGenerator random) {
    String plain = host.toLowerCase(Locale.ROOT).split("\\.", 2)[0].replaceAll("[^a-z0-9]", "");
    String known = plain.isEmpty() ? "host" : plain;
    this.host = known.substring(0, Math.min(LONGEST_HOST, known.length()));
    this.clock = clock;
    this.random = random;
  }

  String next() {
    return host
        + "-"
        + TIME.format(clock.instant())
        + "-"
        + HexFormat.of().toHexDigits(random.nextLong());
  }

  boolean isOfThisHost(String owner) {
    return owner.startsWith(host + "-");
  }

  /**
   * The machine's name as the kernel has it: a DNS look-up could take seconds, and knows no more.
   */
  static String thisHost() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.US_ASCII)
          .strip();
    } catch (IOException e) {
      return ""; // no Linux, no name: the random bits are what counts
    }
  }
}
