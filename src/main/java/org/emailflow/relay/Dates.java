package org.emailflow.relay;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as RFC 5322 section 3.3 writes them, always in UTC: a zone would tell where a host is. */
final class Dates {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

  private Dates() {}

  static String rfc5322(Instant instant) {
    return FORMAT.format(instant);
  }
}
