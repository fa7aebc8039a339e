package org.emailflow.courier;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads SMTP replies (RFC 5321 section 4.2, RFC 2034). */
final class Replies {

  /** The MTA knows no RFC 6531 and the message needs it (RFC 6531 section 3.5). */
  static final Answer NO_SMTPUTF8 =
      new Answer.Refused("5.6.7", "the MTA does not offer SMTPUTF8, which the addresses need");

  private static final Pattern STATUS = Pattern.compile("^\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})");
  private static final int LONGEST = 500;

  private Replies() {}

  /** What a failed command means; anything but a clear no is a "not now". */
  static Answer refusal(int code, String reply) {
    return code >= 500 && code < 600
        ? new Answer.Refused(status(reply), line(reply))
        : new Answer.Deferred(line(reply));
  }

  private static String status(String reply) {
    Matcher status = STATUS.matcher(String.valueOf(reply));
    return status.find() && status.group(1).startsWith("5") ? status.group(1) : "5.0.0";
  }

  /** In one line without control characters, not too long for a ledger. */
  static String line(String reply) {
    String line = String.valueOf(reply).replaceAll("[\\p{Cntrl} ]+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }
}
