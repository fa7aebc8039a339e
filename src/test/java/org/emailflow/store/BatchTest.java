package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The batch as a transaction: round trips, commit, failure. */
class BatchTest extends BatchFixture {

  @Test
  void nothingIsThereBeforeTheCommit() {
    Sha256 message = anyIdentity();
    try (Batch batch = database.batch(codes, "w1");
        Database other = Database.open(server.worker());
        Batch others = other.batch(codes, "w1")) {
      batch.record(List.of(entry(message, 1, "a", Disposition.RELAYED)));
      assertEquals(
          Optional.empty(),
          others
              .facts(List.of(new Question(message, Role.NONE, "", "")), LONG_AGO)
              .get(0)
              .earlier());
      batch.rollback();
    }
    assertEquals(Optional.empty(), ask(new Question(message, Role.NONE, "", "")).earlier());
  }

  @Test
  void aBatchWhoseConnectionWasLostIsNotCommittedByHalf() throws Exception {
    Sha256 first = anyIdentity();
    try (Batch batch = database.batch(codes, "w1");
        Connection admin = Database.connect(server.admin());
        Statement statement = admin.createStatement()) {
      batch.record(List.of(entry(first, 1, "a", Disposition.RELAYED)));
      Long id = database.run(ctx -> ctx.fetchOne("select connection_id()").get(0, Long.class));
      statement.execute("KILL " + id);
      LedgerEntry second = entry(anyIdentity(), 1, "b", Disposition.RELAYED);
      StoreException e = assertThrows(StoreException.class, () -> batch.record(List.of(second)));
      assertEquals(StoreException.Kind.TEMPORARY, e.kind());
      assertThrows(IllegalStateException.class, () -> batch.record(List.of(second)));
      assertThrows(IllegalStateException.class, batch::commit);
    }
    assertEquals(Optional.empty(), ask(new Question(first, Role.NONE, "", "")).earlier());
  }

  @Test
  void aBatchIsTenRoundTripsHoweverLong() {
    int one = roundTrips(1);
    assertEquals(10, one);
    assertEquals(one, roundTrips(10));
    assertEquals(one, roundTrips(200));
  }

  /** By the server's own count, so that what the driver sends by itself counts too. */
  private int roundTrips(int messages) {
    database.check();
    int before = statements();
    wholeBatch(messages);
    return statements() - before - 1;
  }

  /** What this connection has sent so far, this question among it. */
  private int statements() {
    return database.run(
        ctx ->
            Integer.parseInt(
                ctx.fetchOne("show session status like 'Questions'").get(1, String.class)));
  }

  private void wholeBatch(int messages) {
    List<Question> questions = new ArrayList<>();
    List<NewCorrespondent> users = new ArrayList<>();
    List<NoticeKey> notices = new ArrayList<>();
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      Sha256 identity = anyIdentity();
      String user = "user" + random.nextLong() + "@real.example";
      questions.add(new Question(identity, Role.SERVICE, service.code(), user));
      users.add(new NewCorrespondent(service.id(), user, user, "", Origin.MAIL, false));
      notices.add(new NoticeKey(user, "unknown", identity));
      entries.add(entry(identity, 1, "m" + i, Disposition.RELAYED));
    }
    try (Batch batch = database.batch(codes, "w1")) {
      assertEquals(messages, batch.facts(questions, LONG_AGO).size());
      Map<NewCorrespondent, CorrespondentFacts> minted = batch.mint(users, NOW);
      List<IdQuestion> ids =
          minted.values().stream()
              .map(c -> new IdQuestion(service.id(), 0, "<" + c.code() + "@x.test>"))
              .toList();
      assertEquals(messages, batch.ids(ids).size());
      assertEquals(messages, batch.notices(notices, NOW).size());
      List<OutboundKey> keys =
          batch.record(entries).stream().map(id -> new OutboundKey(id.orElseThrow(), 1)).toList();
      batch.outbound(keys.stream().map(this::outbound).toList());
      batch.learn(
          minted.values().stream()
              .map(
                  c ->
                      new LearntId(
                          "<" + c.code() + "@relay.example>",
                          c.id(),
                          service.id(),
                          "<" + c.code() + "@x.test>"))
              .toList());
      batch.tally(
          minted.values().stream()
              .map(c -> new ConversationChange(c.id(), Direction.TO_SERVICE, Kind.MESSAGE, NOW))
              .toList());
      batch.commit();
      new Recovery(database).settled(Marks.of(keys, List.of()), NOW);
    }
  }

  private OutboundEntry outbound(OutboundKey key) {
    return new OutboundEntry(
        key,
        "w1." + key.ledgerId(),
        Kind.MESSAGE,
        Optional.of(codes.mint()),
        "b@relay.example",
        "Bob@Real.test",
        1,
        7);
  }
}
