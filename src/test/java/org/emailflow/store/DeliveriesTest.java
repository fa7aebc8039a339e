package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.emailflow.store.Deliveries.Attempt;
import org.emailflow.store.Deliveries.Delivery;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a courier asks and records, Q1 to Q4. */
class DeliveriesTest extends BatchFixture {

  private static final Instant LATER = NOW.plus(Duration.ofMinutes(1));

  /** Of one ledger row, so many outbound messages. */
  private List<OutboundKey> committed(int count) {
    long id = record(entry(anyIdentity(), 1, "a", Disposition.RELAYED));
    List<OutboundEntry> entries = new ArrayList<>();
    for (int n = 1; n <= count; n++) {
      entries.add(
          new OutboundEntry(
              new OutboundKey(id, n),
              "w1." + n,
              Kind.MESSAGE,
              Optional.of(codes.mint()),
              "bounce-t@relay.example",
              "Bob@Real.test",
              9,
              7));
    }
    try (Batch batch = database.batch(codes, "w1")) {
      batch.outbound(entries);
      batch.commit();
    }
    return entries.stream().map(OutboundEntry::id).toList();
  }

  private OutboundKey published() {
    OutboundKey message = committed(1).get(0);
    new Recovery(database).settled(Marks.of(List.of(message), List.of()), NOW);
    return message;
  }

  /** As another process sees it: what is not committed is not there. */
  private Delivery seen(OutboundKey message) {
    try (Database other = Database.open(server.worker())) {
      return new Deliveries(other).find(List.of(message)).get(message);
    }
  }

  private Deliveries deliveries() {
    return new Deliveries(database);
  }

  private void bounced(OutboundKey message) {
    try (Database other = Database.open(server.worker())) {
      other.write(
          ctx ->
              ctx.execute(
                  "update outbound set state = 'bounced' where ledger_id = ?", message.ledgerId()));
    }
  }

  @Test
  void aMessageIsAsItsLastAnswerLeavesIt() {
    OutboundKey message = committed(1).get(0);
    assertEquals(new Delivery(OutboundState.COMMITTED, Optional.empty()), seen(message));
    new Recovery(database).settled(Marks.of(List.of(message), List.of()), NOW);
    assertEquals(new Delivery(OutboundState.PUBLISHED, Optional.empty()), seen(message));
    deliveries().attempt(message, NOW);
    assertEquals(new Delivery(OutboundState.PUBLISHED, Optional.empty()), seen(message));
    deliveries().deferred(message, NOW, LATER, "451 busy");
    assertEquals(new Delivery(OutboundState.DEFERRED, Optional.of(LATER)), seen(message));
    deliveries().attempt(message, LATER);
    deliveries().sent(message, LATER, "250 ok");
    assertEquals(new Delivery(OutboundState.SENT, Optional.empty()), seen(message));
  }

  @Test
  void attemptsAreCountedAndKnowWhenTheMessageWasPublished() {
    OutboundKey message = published();
    assertEquals(new Attempt(1, NOW), deliveries().attempt(message, LATER));
    deliveries().deferred(message, LATER, LATER, "451 busy");
    assertEquals(new Attempt(2, NOW), deliveries().attempt(message, LATER));
  }

  @Test
  void aRefusalKeepsItsStatusAndWords() {
    OutboundKey message = published();
    deliveries().attempt(message, NOW);
    deliveries().refused(message, LATER, "5.1.1", "550 5.1.1 <bob@real.test> unknown");
    assertEquals(new Delivery(OutboundState.REFUSED, Optional.empty()), seen(message));
    var row =
        database.read(
            ctx ->
                ctx.fetchSingle(
                    "select attempts, status, reply, next_try_at from outbound where ledger_id = ?",
                    message.ledgerId()));
    assertEquals("[1, 5.1.1, 550 5.1.1 <bob@real.test> unknown, null]", row.intoList().toString());
  }

  @Test
  void whatBouncedBeforeItWasRecordedAsSentStaysBounced() {
    OutboundKey message = published();
    deliveries().attempt(message, NOW);
    bounced(message);
    deliveries().sent(message, LATER, "250 ok");
    assertEquals(OutboundState.BOUNCED, seen(message).state());
    assertThrows(StoreException.class, () -> deliveries().attempt(message, LATER));
  }

  @Test
  void whatIsAnsweredForGoodIsNotAnsweredAgain() {
    OutboundKey message = published();
    deliveries().attempt(message, NOW);
    deliveries().sent(message, NOW, "250 ok");
    assertThrows(StoreException.class, () -> deliveries().attempt(message, LATER));
    assertThrows(
        StoreException.class, () -> deliveries().deferred(message, LATER, LATER, "451 busy"));
    assertThrows(
        StoreException.class, () -> deliveries().refused(message, LATER, "5.0.0", "554 no"));
    assertEquals(OutboundState.SENT, seen(message).state());
  }

  @Test
  void whatIsNotPublishedIsNobodysToSend() {
    OutboundKey message = committed(1).get(0);
    assertThrows(StoreException.class, () -> deliveries().attempt(message, NOW));
    assertThrows(StoreException.class, () -> deliveries().sent(message, NOW, "250 ok"));
    OutboundKey nowhere = new OutboundKey(message.ledgerId(), 7);
    assertThrows(StoreException.class, () -> deliveries().attempt(nowhere, NOW));
    assertEquals(Map.of(), deliveries().find(List.of(nowhere)));
  }

  @Test
  void manyAreFoundInOneStatement() {
    List<OutboundKey> many = committed(200);
    AtomicInteger statements = new AtomicInteger();
    ExecuteListener counter =
        ExecuteListener.onExecuteStart((ExecuteContext c) -> statements.incrementAndGet());
    try (Database counted = Database.open(server.worker(), counter)) {
      assertEquals(200, new Deliveries(counted).find(many).size());
      assertEquals(1, statements.get());
      assertEquals(Map.of(), new Deliveries(counted).find(List.of()));
      assertEquals(1, statements.get());
    }
  }

  @Test
  void oddWordsOfTheMtaAreCut() {
    OutboundKey message = published();
    deliveries().attempt(message, NOW);
    String odd = "\uD83D\uDE00\u0000".repeat(2000);
    deliveries().refused(message, NOW, "5.1.1000000000000000", odd);
    assertEquals(OutboundState.REFUSED, seen(message).state());
  }

  @Test
  void aQueueFilesNameIsItsKey() {
    OutboundKey key = new OutboundKey(999_999_999_999_999_999L, 12);
    assertEquals(Optional.of(key), OutboundKey.ofFileName(key.fileName()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.eml.tmp",
        "1.eml",
        "01.1.eml",
        "1.0.eml",
        "-1.1.eml",
        "+1.1.eml",
        "1.1.EML",
        "1.1.eml\n",
        "99999999999999999999.1.eml",
        "1.9999999999.eml",
        "١.1.eml",
        "notes.txt",
        ""
      })
  void anyOtherNameIsNone(String name) {
    assertEquals(Optional.empty(), OutboundKey.ofFileName(name));
  }
}
