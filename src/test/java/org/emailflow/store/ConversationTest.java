package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Message-IDs, notices and the facts of conversations. */
class ConversationTest extends BatchFixture {

  @Test
  void aConversationAddsUpAndIsTimedByItsFirstReply() {
    CorrespondentFacts ann = mintAnn();
    Instant t = NOW;
    try (Batch batch = database.batch(codes, "w1")) {
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
            2,
            Optional.of(t),
            Optional.of(t.plusSeconds(60)),
            Optional.empty(),
            Optional.of(t.plusSeconds(100)),
            Recent.NONE),
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

  /** The rows are sorted, so that two workers wait for one another in one order. */
  @Test
  void workersWithTheSameConversationsInOppositeOrdersDoNotDeadlock() throws Exception {
    List<CorrespondentFacts> users = new ArrayList<>();
    try (Batch batch = database.batch(codes, "w1")) {
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
        Collections.shuffle(shuffled, order);
        try (Batch batch = mine.batch(codes, "w1")) {
          batch.mint(shuffled.stream().map(ConversationTest::asNew).toList(), NOW);
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
  void anIdGoesBackToItsOriginalOnlyForWhomItWasMade() {
    CorrespondentFacts ann = mintAnn();
    String original = "<1.é@mail.real.example>";
    IdQuestion forAnn = new IdQuestion(service.id(), ann.id(), "<m@relay.example>");
    IdQuestion forBob = new IdQuestion(service.id(), IdQuestion.SERVICE, "<m@relay.example>");
    IdQuestion again = new IdQuestion(service.id(), IdQuestion.SERVICE, original);
    IdQuestion elsewhere =
        new IdQuestion(service("o@x.test", "o@x.test").id(), IdQuestion.SERVICE, original);
    IdQuestion huge = new IdQuestion(service.id(), ann.id(), "<" + "x".repeat(100_000) + ">");
    try (Batch batch = database.batch(codes, "w1")) {
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

  /** The site's hourly limit: of twenty strangers, in however many batches, three are told. */
  @Test
  void strangersShareTheSitesHour() {
    List<NoticeKey> strangers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      strangers.add(stranger("stranger" + i + "@real.example"));
    }
    NoticeKey known = new NoticeKey("known@real.example", "unknown", anyIdentity());
    List<NoticeKey> all = new ArrayList<>(strangers.subList(0, 10));
    all.add(known);
    Set<NoticeKey> first = charged(all, NOW);
    assertEquals(4, first.size());
    assertTrue(first.contains(known));
    assertEquals(first, charged(first, NOW));
    assertEquals(Set.of(), charged(strangers.subList(10, 20), NOW.plus(Duration.ofMinutes(59))));
    Instant later = NOW.plus(Duration.ofMinutes(60));
    Set<NoticeKey> second = charged(strangers.subList(5, 20), later);
    assertEquals(3, second.size());
    assertEquals(second, charged(strangers, later.plusSeconds(1)));
    whoHasBeenToldTakesNoPlaceFromOthers(NOW.plus(Duration.ofDays(2)));
  }

  private void whoHasBeenToldTakesNoPlaceFromOthers(Instant now) {
    List<NoticeKey> often = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      often.add(stranger("often@real.example"));
    }
    assertEquals(1, charged(often, now).size());
    assertEquals(0, charged(List.of(stranger("often@real.example")), now).size());
    List<NoticeKey> others =
        List.of(stranger("a@real.example"), stranger("b@real.example"), stranger("c@real.example"));
    assertEquals(2, charged(others, now).size());
  }

  private NoticeKey stranger(String address) {
    return new NoticeKey(address, "unknown", anyIdentity(), OptionalInt.of(3));
  }

  private Set<NoticeKey> charged(Collection<NoticeKey> wanted, Instant now) {
    try (Batch batch = database.batch(codes, "w1")) {
      Set<NoticeKey> granted = batch.notices(wanted, now);
      batch.commit();
      return granted;
    }
  }

  @Test
  void oneNoticeASenderCaseAndDay() {
    NoticeKey first = new NoticeKey("eve@real.example", "unknown", anyIdentity());
    NoticeKey second = new NoticeKey("eve@real.example", "unknown", anyIdentity());
    NoticeKey otherCase = new NoticeKey("eve@real.example", "bcc", anyIdentity());
    try (Batch batch = database.batch(codes, "w1")) {
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
}
