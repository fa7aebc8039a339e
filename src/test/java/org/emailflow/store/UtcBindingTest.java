package org.emailflow.store;

import static org.emailflow.store.schema.tables.Service.SERVICE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UtcBindingTest {

  @RegisterExtension static final TestDatabase server = new TestDatabase();

  /**
   * An hour that the summer time of the JVM's zone skips, which a java.sql.Timestamp cannot hold.
   */
  @Test
  void aTimeInTheSkippedHourIsKept() {
    Instant skipped = Instant.parse("2026-03-29T02:30:00.123456Z");
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    Codes codes = new Codes(new Random());
    try (Database database = Database.open(server.worker())) {
      ServiceFacts service =
          new Services(database, codes)
              .add(
                  new Services.New(
                      List.of(new Services.Address("a@real.test", "a@real.test", false)),
                      "",
                      Optional.empty(),
                      "relay.example",
                      Optional.of(skipped.plusNanos(789))),
                  skipped);
      assertEquals(skipped, service.createdAt());
      assertEquals(Optional.of(skipped), service.expiresAt());
      String stored =
          database
              .read(
                  ctx ->
                      ctx.fetchValue(
                          "select cast(created_at as char) from service where code = {0}",
                          org.jooq.impl.DSL.val(service.code(), SERVICE.CODE)))
              .toString();
      assertEquals("2026-03-29 02:30:00.123456", stored);
    } finally {
      TimeZone.setDefault(before);
    }
  }
}
