package org.emailflow.store;

/**
 * How often the server was asked on a connection, by its own count: COMMIT and ROLLBACK are among
 * them, which a listener in the client does not see.
 */
public final class RoundTrips {
  private RoundTrips() {}

  /** Runs {@code work} on an open connection; the statements that it sent. */
  public static long of(Database database, Runnable work) {
    database.check();
    long before = questions(database);
    work.run();
    return questions(database) - before - cost(database);
  }

  private static long cost(Database database) {
    long before = questions(database);
    return questions(database) - before;
  }

  private static long questions(Database database) {
    return database.read(
        ctx ->
            Long.valueOf(ctx.fetchOne("SHOW SESSION STATUS LIKE 'Questions'").get(1).toString()));
  }
}
