package org.emailflow.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.emailflow.store.LedgerEntry.Arrival;
import org.emailflow.store.LedgerEntry.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database, a service in it, and the rows that tests of a batch are made of. */
abstract class BatchFixture {

  @RegisterExtension static final TestDatabase server = new TestDatabase();

  static final Instant NOW = Instant.parse("2026-03-29T01:30:00.123456Z");
  static final Instant LONG_AGO = Instant.EPOCH;

  final Random random = new Random();
  final Codes codes = new Codes(random);
  Database database;
  ServiceFacts service;

  @BeforeEach
  void open() {
    database = Database.open(server.worker());
    service = service("Bob@Real.test", "bob@real.test");
  }

  @AfterEach
  void close() {
    database.close();
  }

  ServiceFacts service(String address, String key) {
    return new Services(database, codes)
        .add(
            new Services.New(
                List.of(new Services.Address(address, key, false)),
                "Flat",
                Optional.empty(),
                "relay.example",
                Optional.empty()),
            NOW);
  }

  static Sha256 identity(String text) {
    return Sha256.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  Sha256 anyIdentity() {
    return identity("message " + random.nextLong());
  }

  NewCorrespondent ann() {
    return new NewCorrespondent(
        service.id(), "Ann@Real.example", "ann@real.example", "Ann", Origin.MAIL, true);
  }

  CorrespondentFacts mintAnn() {
    try (Batch batch = database.batch(codes, "w1")) {
      CorrespondentFacts ann = batch.mint(List.of(ann()), NOW).get(ann());
      batch.commit();
      return ann;
    }
  }

  LedgerEntry entry(Sha256 identity, int generation, String name, Disposition disposition) {
    return entry(identity, generation, name, "w1", disposition, 1, 0);
  }

  LedgerEntry entry(
      Sha256 identity,
      int generation,
      String name,
      String owner,
      Disposition disposition,
      int attempts,
      long correspondent) {
    return new LedgerEntry(
        new Arrival(
            identity,
            generation,
            name,
            owner,
            NOW,
            1234,
            "ann@real.example",
            "service-x@relay.example"),
        new Outcome(
            Optional.of(Direction.TO_SERVICE),
            Kind.MESSAGE,
            disposition,
            "ok",
            disposition == Disposition.RELAYED ? Optional.of(Proof.NONE) : Optional.empty(),
            Optional.empty(),
            disposition == Disposition.DEFERRED
                ? Optional.of(NOW.plusSeconds(60))
                : Optional.empty()),
        NOW,
        service.id(),
        correspondent,
        attempts);
  }

  long record(LedgerEntry entry) {
    try (Batch batch = database.batch(codes, "w1")) {
      OptionalLong id = batch.record(List.of(entry)).get(0);
      batch.commit();
      return id.orElseThrow();
    }
  }

  Facts ask(Question question) {
    try (Batch batch = database.batch(codes, "w1")) {
      return batch.facts(List.of(question), LONG_AGO).get(0);
    }
  }
}
