package org.emailflow.store;

/**
 * The database could not do what was asked. The message is one line for the operator and says what
 * to do; the cause has the server's own words.
 */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What the caller may conclude. */
  public enum Kind {
    /**
     * The server is away, full, read-only or busy: the same call may work later. Also what is
     * unknown ({@link #unforeseen}).
     */
    TEMPORARY,
    /** This call will never work: the data or the statement is wrong. */
    PERMANENT,
    /**
     * Nothing will work until the operator changes the set-up: a login, a missing database or an
     * old schema.
     */
    CONFIG
  }

  /** What is known of a failure beside its kind. */
  enum Circumstance {
    NONE,
    /** Another transaction was in the way. */
    RETRYABLE,
    /** The connection had been made, and broke. */
    CONNECTION_LOST,
    /** The server gave an error that is on no list. */
    UNFORESEEN
  }

  private final Kind kind;
  private final Circumstance circumstance;

  StoreException(Kind kind, Circumstance circumstance, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.circumstance = circumstance;
  }

  /** The same failure, of a connection that had been made. */
  StoreException whileConnected() {
    return new StoreException(kind, Circumstance.CONNECTION_LOST, getMessage(), getCause());
  }

  public static StoreException temporary(String message, Throwable cause) {
    return new StoreException(Kind.TEMPORARY, Circumstance.NONE, message, cause);
  }

  /** What was read is no longer so: begin again with what is. */
  static StoreException outdated(String message) {
    return new StoreException(Kind.TEMPORARY, Circumstance.RETRYABLE, message, null);
  }

  public static StoreException permanent(String message) {
    return new StoreException(Kind.PERMANENT, Circumstance.NONE, message, null);
  }

  public static StoreException config(String message, Throwable cause) {
    return new StoreException(Kind.CONFIG, Circumstance.NONE, message, cause);
  }

  public Kind kind() {
    return kind;
  }

  /**
   * Whether the transaction was undone because of another one (a deadlock, a lock wait, a limit
   * that the other used up): the same batch, from its first statement, is likely to work at once.
   */
  public boolean retryable() {
    return circumstance == Circumstance.RETRYABLE;
  }

  /**
   * Whether a connection broke that had been made. The server was restarted, or it threw us out for
   * what we sent; that it cannot be reached at all is another failure.
   */
  public boolean connectionLost() {
    return circumstance == Circumstance.CONNECTION_LOST;
  }

  /**
   * Whether the server gave an error that is on no list: something of its own may be wrong, or what
   * it was given. If it takes other data meanwhile, it is the data.
   */
  public boolean unforeseen() {
    return circumstance == Circumstance.UNFORESEEN;
  }
}
