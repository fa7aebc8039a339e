package org.emailflow.store;

/** How a correspondent got its code. */
public enum Origin {
  /** It wrote. */
  MAIL,
  /** A web form called {@code user_code()}. */
  FORM,
  /** It was in Cc of another's message. */
  COPIED;

  /** The word of the design, as it stands in the tables, in JSON and in the log. */
  public String word() {
    return Words.of(this);
  }
}
