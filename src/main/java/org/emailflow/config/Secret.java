package org.emailflow.config;

/**
 * A text that must not be printed: {@link #toString} is {@code ***}, so that no log line, exception
 * or record around it shows it. Equality is by value, not in constant time: it is for finding out
 * whether a reload changed anything, never for checking what a stranger sent.
 */
public final class Secret {

  private static final Secret NONE = new Secret("");

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  public static Secret of(String text) {
    return new Secret(text);
  }

  /** The empty secret, for a login by socket that needs none. */
  public static Secret none() {
    return NONE;
  }

  /** The text itself; ask for it where it is used, and keep it nowhere. */
  public String reveal() {
    return text;
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
