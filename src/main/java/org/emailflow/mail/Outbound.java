package org.emailflow.mail;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A translated message, ready to be written. It is the source with edits: the source must stay
 * readable until it is written, and what is not changed is copied byte for byte.
 */
public final class Outbound implements Content {

  private final Splices splices;
  private final Notes notes;

  Outbound(Splices splices, Notes notes) {
    this.splices = splices;
    this.notes = notes;
  }

  /** Writes the message; may be called more than once. */
  @Override
  public void writeTo(OutputStream out) throws IOException {
    splices.writeTo(out);
  }

  /**
   * Whether a part goes out in which an address could stand that nobody looked for: an encrypted or
   * sealed one, or a TNEF file ("winmail.dat").
   */
  public boolean notLookedInto() {
    return notes.notLookedInto();
  }

  /**
   * Whether a header field goes out in UTF-8, which only an SMTPUTF8 transport takes (RFC 6531).
   */
  public boolean hasUtf8Header() {
    return notes.hasUtf8Header();
  }
}
