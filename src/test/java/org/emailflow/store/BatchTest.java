package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.emailflow.store.Deferred.Due;
import org.emailflow.store.LedgerEntry.Arrival;
import org.emailflow.store.LedgerEntry.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatchTest {

  @RegisterExtension static final TestDatabase server = new TestDatabase();

  private static final Instant NOW = Instant.parse("2026-03-29T01:30:00.123456Z");
  private static final Instant LONG_AGO = Instant.EPOCH;

  private final Random random = new Random();
  private final Codes codes = new Codes(random);
  private Database database;
  private ServiceFacts service;

  @BeforeEach
  void open() {
    database = Database.open(server.worker());
    service = service("Bob@Real.test", "bob@real.test");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private ServiceFacts service(String address, String key) {
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

  private static Sha256 identity(String text) {
    return Sha256.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private Sha256 anyIdentity() {
    return identity("message " + random.nextLong());
  }

  private NewCorrespondent ann() {
    return new NewCorrespondent(
        service.id(), "Ann@Real.example", "ann@real.example", "Ann", Origin.MAIL, true);
  }

  private CorrespondentFacts mintAnn() {
    try (Batch batch = database.batch(codes)) {
      CorrespondentFacts ann = batch.mint(List.of(ann()), NOW).get(ann());
      batch.commit();
      return ann;
    }
  }

  private LedgerEntry entry(Sha256 identity, int generation, String name, Disposition disposition) {
    return entry(identity, generation, name, "w1", disposition, 1, 0);
  }

  private LedgerEntry entry(
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
            Optional.empty(),
            disposition == Disposition.DEFERRED
                ? Optional.of(NOW.plusSeconds(60))
                : Optional.empty()),
        NOW,
        service.id(),
        correspondent,
        attempts);
  }

  private long record(LedgerEntry entry) {
    try (Batch batch = database.batch(codes)) {
      OptionalLong id = batch.record(List.of(entry)).get(0);
      batch.commit();
      return id.orElseThrow();
    }
  }

  private Facts ask(Question question) {
    try (Batch batch = database.batch(codes)) {
      return batch.facts(List.of(question), LONG_AGO).get(0);
    }
  }

  @Test
  void anUnknownCodeIsKnownAsNothing() {
    Facts facts =
        ask(new Question(anyIdentity(), Role.SERVICE, "0000000000000000", "ann@real.example"));
    assertEquals(
        new Facts(Optional.empty(), 1, Optional.empty(), Optional.empty(), Optional.empty()),
        facts);
  }

  @Test
  void hostileKeysMatchNothingAndBreakNothing() {
    List<Question> questions = new ArrayList<>();
    for (String key : List.of("", "' or 1=1 -- ", "\"],[", "é".repeat(100), "%", "\u0000")) {
      for (Role role : Role.values()) {
        questions.add(new Question(anyIdentity(), role, key, key));
      }
    }
    try (Batch batch = database.batch(codes)) {
      List<Facts> facts = batch.facts(questions, LONG_AGO);
      assertEquals(questions.size(), facts.size());
      assertTrue(
          facts.stream().allMatch(f -> f.service().isEmpty() && f.correspondent().isEmpty()));
    }
  }

  @Test
  void codesAreMatchedWithoutCaseAndRealAddressesComeBackAsWritten() {
    CorrespondentFacts ann = mintAnn();
    String shouted = service.code().toUpperCase(java.util.Locale.ROOT);
    Facts toService = ask(new Question(anyIdentity(), Role.SERVICE, shouted, "ann@real.example"));
    assertEquals(service, toService.service().orElseThrow());
    assertEquals("Bob@Real.test", toService.service().orElseThrow().primary().address());
    assertEquals(ann, toService.correspondent().orElseThrow());
    assertEquals("Ann@Real.example", ann.address());
    assertTrue(ann.verified());

    Facts toUser = ask(new Question(anyIdentity(), Role.USER, ann.code(), "whoever@real.test"));
    assertEquals(service, toUser.service().orElseThrow());
    assertEquals(ann, toUser.correspondent().orElseThrow());

    Facts stranger =
        ask(new Question(anyIdentity(), Role.SERVICE, service.code(), "eve@real.example"));
    assertEquals(service, stranger.service().orElseThrow());
    assertEquals(Optional.empty(), stranger.correspondent());
  }

  @Test
  void aServicesOtherAddressesComeWithIt() {
    Services services = new Services(database, codes);
    assertTrue(
        services.addAddress(
            service.code(), new Services.Address("Ünï:,@real.test", "ünï:,@real.test", true)));
    ServiceFacts facts =
        ask(new Question(anyIdentity(), Role.SERVICE, service.code(), "")).service().orElseThrow();
    assertEquals(
        Set.of(
            new ServiceFacts.Address("Bob@Real.test", "bob@real.test", true, false),
            new ServiceFacts.Address("Ünï:,@real.test", "ünï:,@real.test", false, true)),
        Set.copyOf(facts.addresses()));
  }

  @Test
  void fiftyWorkersAtOnceMintOneCode() throws Exception {
    int workers = 50;
    CyclicBarrier start = new CyclicBarrier(workers);
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      List<Future<String>> minted = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        minted.add(pool.submit(() -> mintAlone(start)));
      }
      Set<String> distinct = new HashSet<>();
      for (Future<String> code : minted) {
        distinct.add(code.get());
      }
      assertEquals(1, distinct.size());
    } finally {
      pool.shutdownNow();
    }
  }

  private String mintAlone(CyclicBarrier start) throws Exception {
    try (Database mine = Database.open(server.worker())) {
      mine.check();
      start.await();
      for (int tries = 0; ; tries++) {
        try (Batch batch = mine.batch(codes)) {
          String code = batch.mint(List.of(ann()), NOW).get(ann()).code();
          batch.commit();
          return code;
        } catch (StoreException e) {
          if (!e.retryable() || tries > 20) {
            throw e;
          }
        }
      }
    }
  }

  @Test
  void aCodeThatIsTakenIsMadeAgain() {
    CorrespondentFacts ann = mintAnn();
    byte[] taken = new byte[10];
    new Random(7).nextBytes(taken);
    Codes broken = new Codes(new Repeating(taken, 2));
    NewCorrespondent bea =
        new NewCorrespondent(
            service.id(), "bea@real.example", "bea@real.example", "", Origin.MAIL, false);
    NewCorrespondent cid =
        new NewCorrespondent(
            service.id(), "cid@real.example", "cid@real.example", "", Origin.MAIL, false);
    try (Batch batch = database.batch(broken)) {
      Map<NewCorrespondent, CorrespondentFacts> minted = batch.mint(List.of(ann(), bea, cid), NOW);
      batch.commit();
      assertEquals(ann.code(), minted.get(ann()).code());
      assertEquals("bea@real.example", minted.get(bea).address());
      assertEquals("cid@real.example", minted.get(cid).address());
      assertNotEquals(minted.get(bea).code(), minted.get(cid).code());
    }
  }

  /** The same bytes a few times over, then random ones. */
  private static final class Repeating implements RandomGenerator {
    private final byte[] bytes;
    private final Random then = new Random();
    private int left;

    Repeating(byte[] bytes, int times) {
      this.bytes = bytes;
      this.left = times + 1;
    }

    @Override
    public void nextBytes(byte[] target) {
      if (left-- > 0) {
        System.arraycopy(bytes, 0, target, 0, target.length);
      } else {
        then.nextBytes(target);
      }
    }

    @Override
    public long nextLong() {
      return then.nextLong();
    }
  }

  @Test
  void theLedgerSaysWhatBecameOfAMessageBefore() {
    Sha256 message = anyIdentity();
    long denied = record(entry(message, 1, "a", Disposition.DENIED));
    long relayed = record(entry(message, 2, "b", Disposition.RELAYED));
    record(entry(message, 3, "c", Disposition.DUPLICATE));
    assertTrue(denied < relayed);
    Facts facts = ask(new Question(message, Role.NONE, "", ""));
    assertEquals(
        new Facts.Earlier(relayed, 2, "b", "w1", Disposition.RELAYED, 1),
        facts.earlier().orElseThrow());
    assertEquals(4, facts.nextGeneration());
  }

  @Test
  void ofTwoEqualCopiesOneIsWrittenAndTheOtherIsToldSo() {
    Sha256 message = anyIdentity();
    try (Batch batch = database.batch(codes)) {
      List<OptionalLong> ids =
          batch.record(
              List.of(
                  entry(message, 1, "z", Disposition.RELAYED),
                  entry(anyIdentity(), 1, "m", Disposition.RELAYED),
                  entry(message, 1, "a", Disposition.RELAYED)));
      assertEquals(List.of(false, true, true), ids.stream().map(OptionalLong::isPresent).toList());
      batch.commit();
    }
    try (Batch batch = database.batch(codes)) {
      LedgerEntry others = entry(message, 1, "a", "w2", Disposition.FAILED, 1, 0);
      assertEquals(List.of(OptionalLong.empty()), batch.record(List.of(others)));
      batch.commit();
    }
    assertEquals(
        Disposition.RELAYED,
        ask(new Question(message, Role.NONE, "", "")).earlier().orElseThrow().disposition());
  }

  @Test
  void aDeferredMessageKeepsItsRowWhenItIsTriedAgain() {
    Sha256 message = anyIdentity();
    long id = record(entry(message, 1, "a", Disposition.DEFERRED));
    Deferred deferred = new Deferred(database);
    assertFalse(deferred.due(NOW, 1000).stream().anyMatch(due -> due.id() == id));
    Due due =
        deferred.due(NOW.plusSeconds(60), 1000).stream()
            .filter(d -> d.id() == id)
            .findFirst()
            .orElseThrow();
    assertEquals(new Due(id, message, 1, "a", 1, NOW), due);

    assertEquals(id, record(entry(message, 1, "a", "w2", Disposition.DEFERRED, 2, 0)));
    assertEquals(id, record(entry(message, 1, "a", "w3", Disposition.RELAYED, 3, 0)));
    Facts facts = ask(new Question(message, Role.NONE, "", ""));
    assertEquals(
        new Facts.Earlier(id, 1, "a", "w3", Disposition.RELAYED, 3), facts.earlier().orElseThrow());
    assertFalse(deferred.due(NOW.plusSeconds(600), 1000).stream().anyMatch(d -> d.id() == id));
  }

  @Test
  void aCopyOfADeferredMessageDoesNotChangeItsRow() {
    Sha256 message = anyIdentity();
    record(entry(message, 1, "a", Disposition.DEFERRED));
    try (Batch batch = database.batch(codes)) {
      LedgerEntry copy = entry(message, 1, "b", "w2", Disposition.RELAYED, 1, 0);
      LedgerEntry skipsOne = entry(message, 1, "a", "w2", Disposition.RELAYED, 3, 0);
      assertEquals(
          List.of(OptionalLong.empty(), OptionalLong.empty()),
          batch.record(List.of(copy, skipsOne)));
      batch.commit();
    }
    assertEquals(
        Disposition.DEFERRED,
        ask(new Question(message, Role.NONE, "", "")).earlier().orElseThrow().disposition());
  }

  @Test
  void nothingIsThereBeforeTheCommit() {
    Sha256 message = anyIdentity();
    try (Batch batch = database.batch(codes);
        Database other = Database.open(server.worker());
        Batch others = other.batch(codes)) {
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
  void aTokenNamesItsOutboundAndRecoveryFindsWhatIsNotPublished() {
    CorrespondentFacts ann = mintAnn();
    long id = record(entry(anyIdentity(), 1, "a", "w7", Disposition.RELAYED, 1, ann.id()));
    OutboundKey first = new OutboundKey(id, 1);
    OutboundKey second = new OutboundKey(id, 2);
    String token = codes.mint();
    Recovery recovery = new Recovery(database);
    try (Batch batch = database.batch(codes)) {
      batch.outbound(
          List.of(
              new OutboundEntry(
                  first,
                  "w7.0",
                  Kind.MESSAGE,
                  Optional.of(token),
                  "bounce-t@relay.example",
                  "Bob@Real.test",
                  identity("1"),
                  9),
              new OutboundEntry(
                  second,
                  "w7.1",
                  Kind.NOTICE,
                  Optional.empty(),
                  "",
                  "ann@real.example",
                  identity("2"),
                  8)));
      batch.commit();
      assertEquals(
          List.of(
              new Recovery.Unpublished(first, "w7.0", "w7", identity("1")),
              new Recovery.Unpublished(second, "w7.1", "w7", identity("2"))),
          recovery.unpublished(Optional.of("w7")));
      batch.published(List.of(first), NOW);
    }
    try (Database other = Database.open(server.worker())) {
      assertEquals(
          List.of(new Recovery.Unpublished(second, "w7.1", "w7", identity("2"))),
          new Recovery(other).unpublished(Optional.of("w7")));
      new Recovery(other).published(List.of(second), NOW);
      assertEquals(List.of(), recovery.unpublished(Optional.of("w7")));
    }
    Facts facts =
        ask(new Question(anyIdentity(), Role.BOUNCE, token.toUpperCase(java.util.Locale.ROOT), ""));
    assertEquals(
        new OutboundFacts(
            first,
            Kind.MESSAGE,
            Optional.of(Direction.TO_SERVICE),
            "Bob@Real.test",
            "ann@real.example",
            OutboundState.PUBLISHED),
        facts.outbound().orElseThrow());
    assertEquals(ann.code(), facts.correspondent().orElseThrow().code());
    assertEquals(service, facts.service().orElseThrow());
    assertEquals(first.fileName(), id + ".1.eml");
  }

  @Test
  void recoveryKnowsMessagesByTheirIdentity() {
    Sha256 message = anyIdentity();
    long first = record(entry(message, 1, "a", Disposition.FAILED));
    long second = record(entry(message, 2, "b", Disposition.RELAYED));
    Map<Sha256, List<Recovery.Recorded>> found =
        new Recovery(database).recorded(List.of(message, anyIdentity()));
    assertEquals(
        Map.of(
            message,
            List.of(
                new Recovery.Recorded(first, 1, "a", "w1", Disposition.FAILED, NOW),
                new Recovery.Recorded(second, 2, "b", "w1", Disposition.RELAYED, NOW))),
        found);
  }

  @Test
  void anIdGoesBackToItsOriginalOnlyForWhomItWasMade() {
    CorrespondentFacts ann = mintAnn();
    String original = "<1.é@mail.real.example>";
    IdQuestion forAnn = new IdQuestion(service.id(), ann.id(), "<m@relay.example>");
    IdQuestion forBob = new IdQuestion(service.id(), IdQuestion.SERVICE, "<m@relay.example>");
    IdQuestion again = new IdQuestion(service.id(), IdQuestion.SERVICE, original);
    IdQuestion elsewhere =
        new IdQuestion(service("o@x.test", "o@x.test").id(), IdQuestion.SERVICE, original);
    IdQuestion huge = new IdQuestion(service.id(), ann.id(), "<" + "x".repeat(100_000) + ">");
    try (Batch batch = database.batch(codes)) {
      batch.learn(
          List.of(
              new LearntId("<m@relay.example>", ann.id(), service.id(), original),
              new LearntId("<m@relay.example>", ann.id(), service.id(), original),
              new LearntId("<n@relay.example>", ann.id(), service.id(), huge.id())));
      Map<IdQuestion, IdAnswer> answers =
          batch.ids(List.of(forAnn, forBob, again, elsewhere, huge));
      assertEquals(new IdAnswer(Optional.of(original), Optional.empty()), answers.get(forAnn));
      assertEquals(IdAnswer.UNKNOWN, answers.get(forBob));
      assertEquals(
          new IdAnswer(Optional.empty(), Optional.of("<m@relay.example>")), answers.get(again));
      assertEquals(IdAnswer.UNKNOWN, answers.get(elsewhere));
      assertEquals(IdAnswer.UNKNOWN, answers.get(huge));
      batch.commit();
    }
  }

  @Test
  void oneNoticeASenderCaseAndDay() {
    NoticeKey first = new NoticeKey("eve@real.example", "unknown", anyIdentity());
    NoticeKey second = new NoticeKey("eve@real.example", "unknown", anyIdentity());
    NoticeKey otherCase = new NoticeKey("eve@real.example", "bcc", anyIdentity());
    try (Batch batch = database.batch(codes)) {
      Set<NoticeKey> granted = batch.notices(List.of(first, second, otherCase), NOW);
      assertEquals(2, granted.size());
      assertTrue(granted.contains(otherCase));
      NoticeKey winner = granted.contains(first) ? first : second;
      NoticeKey loser = winner.equals(first) ? second : first;
      Instant almost = NOW.plus(Duration.ofHours(24)).minusMillis(1);
      assertEquals(Set.of(winner), batch.notices(List.of(winner), almost));
      assertEquals(Set.of(), batch.notices(List.of(loser), almost));
      assertEquals(Set.of(loser), batch.notices(List.of(loser), NOW.plus(Duration.ofHours(24))));
      assertEquals(Set.of(), batch.notices(List.of(winner), NOW.plus(Duration.ofHours(25))));
    }
  }

  @Test
  void aConversationAddsUpAndIsTimedByItsFirstReply() {
    CorrespondentFacts ann = mintAnn();
    Instant t = NOW;
    try (Batch batch = database.batch(codes)) {
      batch.tally(
          List.of(
              new ConversationChange(
                  ann.id(), Direction.TO_USER, Kind.AUTO_REPLY, t.minusSeconds(5)),
              new ConversationChange(ann.id(), Direction.TO_USER, Kind.MESSAGE, t.minusSeconds(1)),
              new ConversationChange(ann.id(), Direction.TO_SERVICE, Kind.MESSAGE, t),
              new ConversationChange(
                  ann.id(), Direction.TO_SERVICE, Kind.MESSAGE, t.plusSeconds(60))));
      batch.tally(
          List.of(
              new ConversationChange(ann.id(), Direction.TO_USER, Kind.MESSAGE, t.plusSeconds(100)),
              new ConversationChange(
                  ann.id(), Direction.TO_USER, Kind.MESSAGE, t.plusSeconds(200))));
      batch.commit();
    }
    ConversationFacts facts =
        new Correspondents(database).find(ann.code()).orElseThrow().conversation();
    assertEquals(
        new ConversationFacts(
            2,
            3,
            2,
            Optional.of(t),
            Optional.of(t.plusSeconds(60)),
            Optional.empty(),
            Optional.of(t.plusSeconds(100)),
            Optional.of(t.minusSeconds(5)),
            0),
        facts);
    try (Database reporter = Database.open(server.report())) {
      Reports.ResponseTime time =
          new Reports(reporter)
              .responseTime().stream()
                  .filter(row -> row.serviceCode().equals(service.code()))
                  .findFirst()
                  .orElseThrow();
      assertEquals(100.0, time.mean());
    }
  }

  @Test
  void recentMessagesAreCountedFromTheGivenTime() {
    CorrespondentFacts ann = mintAnn();
    record(entry(anyIdentity(), 1, "a", "w1", Disposition.RELAYED, 1, ann.id()));
    record(entry(anyIdentity(), 1, "b", "w1", Disposition.RELAYED, 1, ann.id()));
    Question question = new Question(anyIdentity(), Role.USER, ann.code(), "");
    try (Batch batch = database.batch(codes)) {
      assertEquals(2, recent(batch, question, NOW.minusSeconds(1)));
      assertEquals(0, recent(batch, question, NOW));
    }
  }

  private static int recent(Batch batch, Question question, Instant since) {
    return batch
        .facts(List.of(question), since)
        .get(0)
        .correspondent()
        .orElseThrow()
        .conversation()
        .recent();
  }

  @Test
  void oddTextIsCutAndNeverFailsTheBatch() {
    String odd = "\uD83D\uDE00".repeat(2000) + "\u0000";
    LedgerEntry entry =
        new LedgerEntry(
            new Arrival(anyIdentity(), 1, "a", "w1", NOW, 1, odd, odd),
            new Outcome(
                Optional.empty(),
                Kind.BOUNCE,
                Disposition.FAILED,
                odd,
                Optional.of(odd.repeat(20)),
                Optional.empty()),
            NOW,
            0,
            0,
            1);
    long id = record(entry);
    Failed.Message message = new Failed(database).find(id).orElseThrow();
    assertEquals(998, message.sender().codePointCount(0, message.sender().length()));
    assertEquals(
        16_000,
        message.detail().orElseThrow().codePointCount(0, message.detail().orElseThrow().length()));
  }

  @Test
  void anUnknownServiceIsAnErrorThatIsNotWorthRetrying() {
    LedgerEntry orphan =
        new LedgerEntry(
            entry(anyIdentity(), 1, "a", Disposition.RELAYED).arrival(),
            entry(anyIdentity(), 1, "a", Disposition.RELAYED).outcome(),
            NOW,
            Long.MAX_VALUE,
            0,
            1);
    try (Batch batch = database.batch(codes)) {
      StoreException e = assertThrows(StoreException.class, () -> batch.record(List.of(orphan)));
      assertEquals(StoreException.Kind.PERMANENT, e.kind());
      assertFalse(e.retryable());
      assertThrows(IllegalStateException.class, batch::commit);
    }
  }

  @Test
  void aBatchWhoseConnectionWasLostIsNotCommittedByHalf() throws Exception {
    Sha256 first = anyIdentity();
    try (Batch batch = database.batch(codes);
        java.sql.Connection admin = Database.connect(server.admin());
        java.sql.Statement statement = admin.createStatement()) {
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

  /** The rows are sorted, so that two workers wait for one another in one order. */
  @Test
  void workersWithTheSameConversationsInOppositeOrdersDoNotDeadlock() throws Exception {
    List<CorrespondentFacts> users = new ArrayList<>();
    try (Batch batch = database.batch(codes)) {
      for (int i = 0; i < 40; i++) {
        String address = "user" + i + "-" + random.nextLong() + "@real.example";
        NewCorrespondent user =
            new NewCorrespondent(service.id(), address, address, "", Origin.MAIL, false);
        users.add(batch.mint(List.of(user), NOW).get(user));
      }
      batch.commit();
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        long seed = worker;
        workers.add(pool.submit(() -> tallyShuffled(users, new Random(seed))));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(
        4 * 20,
        new Correspondents(database)
            .find(users.get(7).code())
            .orElseThrow()
            .conversation()
            .userMessages());
  }

  private void tallyShuffled(List<CorrespondentFacts> users, Random order) {
    try (Database mine = Database.open(server.worker())) {
      for (int round = 0; round < 20; round++) {
        List<CorrespondentFacts> shuffled = new ArrayList<>(users);
        java.util.Collections.shuffle(shuffled, order);
        try (Batch batch = mine.batch(codes)) {
          batch.mint(shuffled.stream().map(BatchTest::asNew).toList(), NOW);
          batch.tally(
              shuffled.stream()
                  .map(
                      user ->
                          new ConversationChange(
                              user.id(), Direction.TO_SERVICE, Kind.MESSAGE, NOW))
                  .toList());
          batch.commit();
        }
      }
    }
  }

  private static NewCorrespondent asNew(CorrespondentFacts user) {
    return new NewCorrespondent(
        user.serviceId(), user.address(), user.key(), "", Origin.MAIL, false);
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
    try (Batch batch = database.batch(codes)) {
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
      batch.published(keys, NOW);
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
        identity("x"),
        1);
  }
}
