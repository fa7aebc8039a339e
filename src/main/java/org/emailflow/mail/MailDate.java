package org.emailflow.mail;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as RFC 5322 section 3.3 writes them, always in UTC: a zone would tell where a host is. */
public final class MailDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

  private MailDate() {}

  public static String of(Instant instant) {
    return FORMAT.format(instant);
  }
}
