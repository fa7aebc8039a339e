package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServicesTest {

  @RegisterExtension static final TestDatabase server = new TestDatabase();

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Random random = new Random();
  private final Codes codes = new Codes(random);
  private Database database;
  private Services services;

  @BeforeEach
  void open() {
    database = Database.open(server.worker());
    services = new Services(database, codes);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Services.Address address(String text) {
    return new Services.Address(text, text, false);
  }

  private Services.New listing(Optional<String> reference, String... addresses) {
    return new Services.New(
        List.of(addresses).stream().map(ServicesTest::address).toList(),
        "Flat",
        reference,
        "relay.example",
        Optional.of(NOW.plusSeconds(10)));
  }

  @Test
  void aServiceIsFoundAsItWasAdded() {
    ServiceFacts service =
        services.add(listing(Optional.of("x"), "b@real.test", "c@real.test"), NOW);
    assertEquals(Optional.of(service), services.find(service.code()));
    assertTrue(services.list().contains(service));
    assertEquals("b@real.test", service.primary().address());
    assertEquals(2, service.addresses().size());
    assertTrue(service.open(NOW));
    assertFalse(service.open(NOW.plusSeconds(10)));
    assertEquals(Optional.empty(), services.find("no code"));
  }

  @Test
  void aListingIsRegisteredOnceAndKeepsWhatTheOperatorChanged() {
    Services.New listing = listing(Optional.of("y"), "d@real.test", "e@real.test");
    ServiceFacts first = services.add(listing, NOW);
    assertTrue(services.removeAddress(first.code(), "e@real.test"));
    ServiceFacts again = services.add(listing, NOW.plusSeconds(1));
    assertEquals(first.code(), again.code());
    assertEquals(1, again.addresses().size());
    assertNotEquals(
        services.add(listing(Optional.empty(), "d@real.test"), NOW).code(),
        services.add(listing(Optional.empty(), "d@real.test"), NOW).code());
  }

  @Test
  void aServiceIsClosedAndOpened() {
    String code = services.add(listing(Optional.empty(), "f@real.test"), NOW).code();
    assertTrue(services.enable(code, false));
    assertFalse(services.find(code).orElseThrow().open(NOW));
    assertTrue(services.enable(code, true));
    assertTrue(services.find(code).orElseThrow().open(NOW));
    assertTrue(services.enable(code, true));
    assertFalse(services.enable("0000000000000000", true));
  }

  @Test
  void thePrimaryAddressMovesAndIsNotRemoved() {
    String code = services.add(listing(Optional.empty(), "g@real.test"), NOW).code();
    assertTrue(services.makePrimary(code, address("h@real.test")));
    assertEquals("h@real.test", services.find(code).orElseThrow().primary().address());
    assertTrue(services.makePrimary(code, address("g@real.test")));
    assertEquals("g@real.test", services.find(code).orElseThrow().primary().address());
    StoreException e =
        assertThrows(StoreException.class, () -> services.removeAddress(code, "g@real.test"));
    assertEquals(StoreException.Kind.PERMANENT, e.kind());
    assertTrue(services.removeAddress(code, "h@real.test"));
    assertFalse(services.removeAddress(code, "h@real.test"));
    assertFalse(services.addAddress("0000000000000000", address("i@real.test")));
  }

  @Test
  void aCorrespondentIsListedWithItsServiceAndBlocked() {
    ServiceFacts service = services.add(listing(Optional.empty(), "j@real.test"), NOW);
    NewCorrespondent user =
        new NewCorrespondent(
            service.id(), "k@real.example", "k@real.example", "K", Origin.MAIL, false);
    try (Batch batch = database.batch(codes, "w1")) {
      batch.mint(List.of(user), NOW);
      batch.commit();
    }
    Correspondents correspondents = new Correspondents(database);
    List<CorrespondentFacts> list = correspondents.list(Optional.of(service.code()), 10);
    assertEquals(1, list.size());
    String code = list.get(0).code();
    assertTrue(correspondents.block(code, true));
    assertTrue(correspondents.find(code).orElseThrow().blocked());
    assertTrue(correspondents.block(code, false));
    assertEquals(Optional.of(list.get(0)), correspondents.find(code));
    assertFalse(correspondents.block("0000000000000000", true));
    assertTrue(correspondents.list(Optional.empty(), 1000).contains(list.get(0)));
    assertEquals(List.of(), correspondents.list(Optional.of("0000000000000000"), 10));
  }

  @Test
  void replyRateCountsConversationsInWhichAUserWrote() {
    ServiceFacts service = services.add(listing(Optional.empty(), "l@real.test"), NOW);
    try (Batch batch = database.batch(codes, "w1")) {
      long answered = user(batch, service, "1@real.example");
      long waiting = user(batch, service, "2@real.example");
      long addressedOnly = user(batch, service, "3@real.example");
      batch.tally(
          List.of(
              change(answered, Direction.TO_SERVICE, Kind.MESSAGE),
              change(answered, Direction.TO_USER, Kind.MESSAGE),
              change(waiting, Direction.TO_SERVICE, Kind.MESSAGE),
              change(waiting, Direction.TO_USER, Kind.AUTO_REPLY),
              change(addressedOnly, Direction.TO_USER, Kind.MESSAGE)));
      batch.commit();
    }
    try (Database reporter = Database.open(server.report())) {
      Reports.ReplyRate rate =
          new Reports(reporter)
              .replyRate().stream()
                  .filter(row -> row.serviceCode().equals(service.code()))
                  .findFirst()
                  .orElseThrow();
      assertEquals(new Reports.ReplyRate(service.code(), "Flat", 2, 1), rate);
      assertEquals(0.5, rate.rate());
    }
  }

  private long user(Batch batch, ServiceFacts service, String address) {
    NewCorrespondent user =
        new NewCorrespondent(service.id(), address, address, "", Origin.MAIL, false);
    return batch.mint(List.of(user), NOW).get(user).id();
  }

  private static ConversationChange change(long correspondent, Direction direction, Kind kind) {
    return new ConversationChange(correspondent, direction, kind, NOW);
  }

  @Test
  void theLoginShowsNoPasswordAndKnowsItsDatabase() {
    Login login = new Login("jdbc:mariadb://db.example:3306/efm?useSsl=true", "efm", "secret");
    assertFalse(login.toString().contains("secret"));
    assertEquals("efm", login.database());
    assertEquals("jdbc:mariadb://db.example:3306/?useSsl=true", login.withoutDatabase().url());
    assertEquals("", login.withoutDatabase().database());
    assertEquals("efm", new Login("jdbc:mariadb://efm/efm", "u", "p").database());
    assertEquals(
        "jdbc:mariadb://efm/",
        new Login("jdbc:mariadb://efm/efm", "u", "p").withoutDatabase().url());
  }
}
