package org.emailflow.mail;

/** What a translation comes across and its caller must know. Filled while a message is walked. */
final class Notes {

  private boolean notLookedInto;
  private boolean utf8Header;

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
