package org.emailflow.benchmark;

import java.sql.SQLException;

/** Fills the tables with services and the codes of those who wrote to them, by SQL alone. */
final class Correspondents {
  private static final int A_SERVICE = 1000;
  private static final int AT_ONCE = 100_000;

  private Correspondents() {}

  /** Adds what is missing between {@code from} and {@code to} codes. */
  static void fill(Site site, int from, int to) throws SQLException {
    for (int next = from; next < to; next += AT_ONCE) {
      int last = Math.min(to, next + AT_ONCE);
      site.execute(
          "INSERT INTO service (id, code, domain, created_at) SELECT 1000000 + seq,"
              + " LEFT(MD5(CONCAT('s', seq)), 16), 'relay.example', UTC_TIMESTAMP() FROM seq_"
              + next / A_SERVICE
              + "_to_"
              + (last - 1) / A_SERVICE);
      site.execute(
          "INSERT INTO correspondent (service_id, code, address_key, address, origin, created_at)"
              + " SELECT 1000000 + seq DIV 1000, LEFT(MD5(seq), 16), CONCAT('w', seq, '@w.example'),"
              + " CONCAT('w', seq, '@w.example'), 'mail', UTC_TIMESTAMP() FROM seq_"
              + next
              + "_to_"
              + (last - 1));
    }
  }
}
