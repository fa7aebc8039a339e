package org.emailflow.chain;

import java.util.Locale;

/** The moments at which plugins are asked, in their order. */
public enum Hook {
  /** The envelope sender is known. */
  MAIL,
  /** The envelope recipient and what its code stands for are known. */
  RCPT,
  /** The header can be read. */
  HEADERS,
  /** All parts can be read. */
  MESSAGE,
  /** The outbound message stands; envelope and header may still change. */
  OUTBOUND,
  /**
   * It is committed and published; plugins only observe. Header and facts are there; bodies are
   * not, because the original's file is closed.
   */
  QUEUED;

  /** The name in chain files, {@code explain} and logs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
