package org.emailflow.mail;

/**
 * What a translation comes across and its caller must know, and how much of it is kept. Filled
 * while a message is walked.
 */
final class Notes {

  /** Edits of texts that are kept until the message is written; each takes some 200 bytes. */
  private static final int MOST_EDITS = 10_000;

  private int edits;
  private boolean notLookedInto;
  private boolean utf8Header;

  /**
   * Whether so many more edits may be kept. What may not be is found again when it is written: a
   * message can be nothing but short addresses, and would take many times its size.
   */
  boolean keep(int more) {
    boolean kept = edits + more <= MOST_EDITS;
    edits += kept ? more : 0;
    return kept;
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
