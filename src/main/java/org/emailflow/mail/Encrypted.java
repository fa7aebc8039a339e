package org.emailflow.mail;

/** What is done with encrypted mail, which cannot be looked into. */
public enum Encrypted {
  /** Goes on byte for byte. */
  PASS,
  /** Refused with the reason {@code encrypted}. */
  DENY
}
