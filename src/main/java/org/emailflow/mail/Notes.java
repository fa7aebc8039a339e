package org.emailflow.mail;

/** What a translation comes across and its caller must know. Filled while a message is walked. */
final class Notes {

  private final boolean lenient;
  private boolean notLookedInto;
  private boolean utf8Header;

  private Notes(boolean lenient) {
    this.lenient = lenient;
  }

  /** Notes of a translation, which refuses what may not pass. */
  static Notes strict() {
    return new Notes(false);
  }

  /** Notes of a walk that only looks: it refuses nothing. */
  static Notes lenient() {
    return new Notes(true);
  }

  /** Ends the translation, unless this is a walk that only looks. */
  void refuse(String reason, String message) throws MailException {
    if (!lenient) {
      throw new MailException(reason, message);
    }
  }

  /** A part goes out in which an address could stand that nobody looked for. */
  void passUnread() {
    notLookedInto = true;
  }

  boolean notLookedInto() {
    return notLookedInto;
  }

  /** A header field goes out with these bytes. */
  void passField(byte[] field) {
    utf8Header |= !FieldBytes.isAscii(field);
  }

  boolean hasUtf8Header() {
    return utf8Header;
  }
}
