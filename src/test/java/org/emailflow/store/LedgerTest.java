package org.emailflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.emailflow.store.Deferred.Due;
import org.emailflow.store.LedgerEntry.Arrival;
import org.emailflow.store.LedgerEntry.Outcome;
import org.junit.jupiter.api.Test;

/** What a batch writes down, and what recovery reads of it. */
class LedgerTest extends BatchFixture {

  @Test
  void theLedgerSaysWhatBecameOfAMessageBefore() {
    Sha256 message = anyIdentity();
    long denied = record(entry(message, 1, "a", Disposition.DENIED));
    long relayed = record(entry(message, 2, "b", Disposition.RELAYED));
    record(entry(message, 3, "c", Disposition.DUPLICATE));
    assertTrue(denied < relayed);
    Facts facts = ask(new Question(message, Role.NONE, "", ""));
    assertEquals(
        new Facts.Earlier(
            relayed, 2, "b", "w1", Disposition.RELAYED, "ok", Optional.empty(), 1, false),
        facts.earlier().orElseThrow());
    assertEquals(4, facts.nextGeneration());
  }

  @Test
  void ofTwoEqualCopiesOneIsWrittenAndTheOtherIsToldSo() {
    Sha256 message = anyIdentity();
    try (Batch batch = database.batch(codes, "w1")) {
      List<OptionalLong> ids =
          batch.record(
              List.of(
                  entry(message, 1, "z", Disposition.RELAYED),
                  entry(anyIdentity(), 1, "m", Disposition.RELAYED),
                  entry(message, 1, "a", Disposition.RELAYED)));
      assertEquals(List.of(false, true, true), ids.stream().map(OptionalLong::isPresent).toList());
      batch.commit();
    }
    try (Batch batch = database.batch(codes, "w1")) {
      LedgerEntry others = entry(message, 1, "a", "w2", Disposition.FAILED, 1, 0);
      assertEquals(List.of(OptionalLong.empty()), batch.record(List.of(others)));
      batch.commit();
    }
    assertEquals(
        Disposition.RELAYED,
        ask(new Question(message, Role.NONE, "", "")).earlier().orElseThrow().disposition());
  }

  @Test
  void aTokenNamesItsOutboundAndRecoveryFindsWhatIsNotPublished() {
    CorrespondentFacts ann = mintAnn();
    long id = record(entry(anyIdentity(), 1, "a", "w7", Disposition.RELAYED, 1, ann.id()));
    OutboundKey first = new OutboundKey(id, 1);
    OutboundKey second = new OutboundKey(id, 2);
    String token = codes.mint();
    Recovery recovery = new Recovery(database);
    try (Batch batch = database.batch(codes, "w1")) {
      batch.outbound(
          List.of(
              new OutboundEntry(
                  first,
                  "w7.0",
                  Kind.MESSAGE,
                  Optional.of(token),
                  "bounce-t@relay.example",
                  "Bob@Real.test",
                  9,
                  1),
              new OutboundEntry(
                  second, "w7.1", Kind.NOTICE, Optional.empty(), "", "ann@real.example", 8, 2)));
      batch.commit();
      assertEquals(
          List.of(
              new Recovery.Unpublished(first, "w7.0", 9, 1),
              new Recovery.Unpublished(second, "w7.1", 8, 2)),
          recovery.unpublished("w7"));
      new Recovery(database).settled(Marks.of(List.of(first), List.of()), NOW);
    }
    try (Database other = Database.open(server.worker())) {
      assertEquals(
          List.of(new Recovery.Unpublished(second, "w7.1", 8, 2)),
          new Recovery(other).unpublished("w7"));
      new Recovery(other).settled(Marks.of(List.of(second), List.of()), NOW);
      assertEquals(List.of(), recovery.unpublished("w7"));
    }
    Facts facts = ask(new Question(anyIdentity(), Role.BOUNCE, token.toUpperCase(Locale.ROOT), ""));
    assertEquals(
        new OutboundFacts(
            first,
            Kind.MESSAGE,
            Optional.of(Direction.TO_SERVICE),
            "Bob@Real.test",
            new OutboundFacts.Original(
                "ann@real.example",
                Proof.NONE,
                facts.outbound().orElseThrow().original().identity(),
                "a",
                NOW,
                NOW,
                Optional.empty()),
            OutboundState.PUBLISHED,
            false),
        facts.outbound().orElseThrow());
    assertEquals(ann.code(), facts.correspondent().orElseThrow().code());
    assertEquals(service, facts.service().orElseThrow());
    assertEquals(first.fileName(), id + ".1.eml");
  }

  @Test
  void recoveryKnowsWhatAWorkerCommittedUntilItIsArchived() {
    String dead = "w" + random.nextLong();
    long first = record(entry(anyIdentity(), 1, "a", dead, Disposition.FAILED, 1, 0));
    long second = record(entry(anyIdentity(), 1, "b", dead, Disposition.RELAYED, 1, 0));
    record(entry(anyIdentity(), 1, "c", dead + "2", Disposition.RELAYED, 1, 0));
    Recovery recovery = new Recovery(database);
    Recovery.Recorded failed =
        new Recovery.Recorded(first, "a", Disposition.FAILED, "ok", Optional.empty());
    Recovery.Recorded relayed =
        new Recovery.Recorded(second, "b", Disposition.RELAYED, "ok", Optional.empty());
    assertEquals(List.of(failed, relayed), recovery.unarchived(dead));
    recovery.settled(Marks.of(List.of(), List.of(first)), NOW);
    assertEquals(List.of(relayed), recovery.unarchived(dead));
  }

  @Test
  void theNextAttemptOfADeferredMessageIsNotArchivedYet() {
    Sha256 message = anyIdentity();
    String first = "w" + random.nextLong();
    String next = "w" + random.nextLong();
    long id = record(entry(message, 1, "a", first, Disposition.DEFERRED, 1, 0));
    Recovery recovery = new Recovery(database);
    recovery.settled(Marks.of(List.of(), List.of(id)), NOW);
    assertEquals(id, record(entry(message, 1, "a", next, Disposition.RELAYED, 2, 0)));
    assertEquals(List.of(), recovery.unarchived(first));
    assertEquals(1, recovery.unarchived(next).size());
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
    try (Batch batch = database.batch(codes, "w1")) {
      StoreException e = assertThrows(StoreException.class, () -> batch.record(List.of(orphan)));
      assertEquals(StoreException.Kind.PERMANENT, e.kind());
      assertFalse(e.retryable());
      assertThrows(IllegalStateException.class, batch::commit);
    }
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
        new Facts.Earlier(id, 1, "a", "w3", Disposition.RELAYED, "ok", Optional.empty(), 3, false),
        facts.earlier().orElseThrow());
    assertFalse(deferred.due(NOW.plusSeconds(600), 1000).stream().anyMatch(d -> d.id() == id));
  }

  @Test
  void aCopyOfADeferredMessageDoesNotChangeItsRow() {
    Sha256 message = anyIdentity();
    record(entry(message, 1, "a", Disposition.DEFERRED));
    try (Batch batch = database.batch(codes, "w1")) {
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
                Optional.empty(),
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
}
