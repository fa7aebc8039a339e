package org.emailflow.store;

import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.ExecuteListener;

/**
 * Counts how often the server is asked, on a database and every connection made beside it: a jOOQ
 * listener sees each statement, and COMMIT is one of a batch's.
 */
public final class RoundTrips {
  private final AtomicInteger statements = new AtomicInteger();

  /** A database whose statements are counted here; the caller closes it. */
  public Database open(Login login) {
    return Database.open(
        login, ExecuteListener.onExecuteStart(context -> statements.incrementAndGet()));
  }

  /** How many there were since the last look. */
  public int take() {
    return statements.getAndSet(0);
  }
}
