package org.emailflow.mail;

/** What is done with signed mail, since a signature shows who signed. */
public enum Signed {
  /**
   * The signed part goes on without its signature, translated; what cannot be taken apart (opaque
   * S/MIME, in-line PGP) is refused with the reason {@code signed-opaque}.
   */
  STRIP,
  /** Refused with the reason {@code signed}. */
  DENY,
  /** Goes on byte for byte, signer and all. */
  PASS
}
