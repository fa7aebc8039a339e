package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jooq.ExecuteListener;
import org.junit.jupiter.api.Test;

/** What a batch learns about its messages, and the codes it makes. */
class FactsTest extends BatchFixture {

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
    for (String key :
        List.of("", "' or 1=1 -- ", "\"],[", "é".repeat(100), "%", "\u0000", "x".repeat(70_000))) {
      for (Role role : Role.values()) {
        questions.add(new Question(anyIdentity(), role, key, key));
      }
    }
    try (Batch batch = database.batch(codes, "w1")) {
      List<Facts> facts = batch.facts(questions, LONG_AGO);
      assertEquals(questions.size(), facts.size());
      assertTrue(
          facts.stream().allMatch(f -> f.service().isEmpty() && f.correspondent().isEmpty()));
    }
  }

  @Test
  void codesAreMatchedWithoutCaseAndRealAddressesComeBackAsWritten() {
    CorrespondentFacts ann = mintAnn();
    String shouted = service.code().toUpperCase(Locale.ROOT);
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
  void aCodeOfAnotherRoleAndAWriterToAnotherServiceAreNotKnown() {
    CorrespondentFacts ann = mintAnn();
    ServiceFacts other = service("Eve@Real.test", "eve@real.test");
    String writer = "ann@real.example";
    List<Question> nothing =
        List.of(
            new Question(anyIdentity(), Role.USER, service.code(), writer),
            new Question(anyIdentity(), Role.BOUNCE, service.code(), writer),
            new Question(anyIdentity(), Role.NONE, service.code(), writer),
            new Question(anyIdentity(), Role.SERVICE, ann.code(), writer),
            new Question(anyIdentity(), Role.BOUNCE, ann.code(), writer),
            new Question(anyIdentity(), Role.NONE, ann.code(), writer));
    List<Question> questions = new ArrayList<>(nothing);
    questions.add(new Question(anyIdentity(), Role.SERVICE, other.code(), writer));
    questions.add(new Question(anyIdentity(), Role.SERVICE, service.code(), writer));
    try (Batch batch = database.batch(codes, "w1")) {
      List<Facts> facts = batch.facts(questions, LONG_AGO);
      for (int i = 0; i < nothing.size(); i++) {
        assertEquals(Optional.empty(), facts.get(i).service(), "question " + i);
        assertEquals(Optional.empty(), facts.get(i).correspondent(), "question " + i);
        assertEquals(Optional.empty(), facts.get(i).outbound(), "question " + i);
      }
      assertEquals(other, facts.get(6).service().orElseThrow());
      assertEquals(Optional.empty(), facts.get(6).correspondent());
      assertEquals(ann, facts.get(7).correspondent().orElseThrow());
    }
  }

  @Test
  void eachQuestionGetsItsOwnNewestGeneration() {
    Sha256 first = anyIdentity();
    Sha256 second = anyIdentity();
    CorrespondentFacts ann = mintAnn();
    record(entry(first, 2, "b", Disposition.DENIED));
    record(entry(second, 1, "s", Disposition.FAILED));
    record(entry(first, 3, "c", Disposition.FAILED));
    record(entry(first, 1, "a", Disposition.DENIED));
    record(entry(first, 4, "d", Disposition.DUPLICATE));
    List<Question> questions =
        List.of(
            new Question(first, Role.USER, ann.code(), ""),
            new Question(second, Role.NONE, "", ""),
            new Question(first, Role.NONE, "", ""),
            new Question(anyIdentity(), Role.SERVICE, service.code(), "ann@real.example"));
    try (Batch batch = database.batch(codes, "w1")) {
      List<Facts> facts = batch.facts(questions, LONG_AGO);
      assertEquals("c", facts.get(0).earlier().orElseThrow().name());
      assertEquals(ann, facts.get(0).correspondent().orElseThrow());
      assertEquals(5, facts.get(0).nextGeneration());
      assertEquals("s", facts.get(1).earlier().orElseThrow().name());
      assertEquals(2, facts.get(1).nextGeneration());
      assertEquals("c", facts.get(2).earlier().orElseThrow().name());
      assertEquals(Optional.empty(), facts.get(3).earlier());
      assertEquals(1, facts.get(3).nextGeneration());
    }
  }

  /** In another collation than the columns', each would be compared with every row. */
  @Test
  void codesAndTokensAreFoundByTheirKeys() throws SQLException {
    List<String> statements = new CopyOnWriteArrayList<>();
    ExecuteListener listener =
        ExecuteListener.onExecuteStart(
            asked -> statements.add(asked.dsl().renderInlined(asked.query())));
    try (Database heard = Database.open(server.worker(), listener);
        Batch batch = heard.batch(codes, "w1")) {
      batch.facts(List.of(new Question(anyIdentity(), Role.USER, "x", "y")), LONG_AGO);
    }
    String facts =
        statements.stream().filter(sql -> sql.contains("json_table")).findAny().orElseThrow();
    Map<String, String> types = new HashMap<>();
    try (Connection connection = Database.connect(server.worker());
        Statement statement = connection.createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN " + facts)) {
      while (plan.next()) {
        types.put(String.valueOf(plan.getString("table")), plan.getString("type"));
      }
    }
    for (String table : List.of("outbound", "uc", "cs")) {
      assertEquals("eq_ref", types.get(table), table + " in " + types);
    }
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
        try (Batch batch = mine.batch(codes, "w1")) {
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
    try (Batch batch = database.batch(broken, "w1")) {
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
  void recentMessagesAreCountedFromTheGivenTime() {
    CorrespondentFacts ann = mintAnn();
    record(entry(anyIdentity(), 1, "a", "w1", Disposition.RELAYED, 1, ann.id()));
    record(entry(anyIdentity(), 1, "b", "w1", Disposition.RELAYED, 1, ann.id()));
    Question question = new Question(anyIdentity(), Role.USER, ann.code(), "");
    try (Batch batch = database.batch(codes, "w1")) {
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
        .recent()
        .messages(Proof.NONE);
  }
}
