package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.emailflow.config.Keyring;
import org.emailflow.store.IdAnswer;
import org.emailflow.store.LearntId;
import org.junit.jupiter.api.Test;

class IdBookTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final IdBook.Scope ANN = new IdBook.Scope(7, "servicecode", 42);

  private final Keyring keys = Keyring.create(new SecureRandom(), NOW);

  private IdBook book(Keyring with, IdBook.Scope parties, Map<String, IdAnswer> known) {
    return new IdBook(
        with, "relay.example", id -> known.getOrDefault(id, IdAnswer.UNKNOWN), parties);
  }

  private IdBook book(Map<String, IdAnswer> known) {
    return book(keys, ANN, known);
  }

  @Test
  void anUnknownIdGetsAFormInOurDomainWhichIsLearntOnce() {
    IdBook book = book(Map.of());
    String form = book.of("<1@mail.real.example>");
    assertTrue(form.matches("<[0-9a-z]{32}@relay\\.example>"), form);
    assertEquals(form, book.of(" <1@mail.real.example> "));
    String bare = form.substring(1, form.length() - 1);
    assertEquals(List.of(new LearntId(bare, 42, 7, "1@mail.real.example")), book.learnt());
  }

  @Test
  void anIdWithoutBracketsStaysWithout() {
    assertTrue(book(Map.of()).of("uid-1").matches("[0-9a-z]{32}@relay\\.example"));
  }

  @Test
  void ofVeryManyIdsTheFirstAreLookedUpAndLearntAndAllAreMasked() {
    List<String> ids = IntStream.range(0, 1000).mapToObj(n -> n + "@real.example").toList();
    assertEquals(ids.subList(0, 200), List.copyOf(IdBook.kept(ids)));
    IdBook book = book(Map.of());
    ids.forEach(id -> assertTrue(book.of(id).endsWith("@relay.example"), id));
    assertEquals(200, book.learnt().size());
    List<String> long4 = List.of("a".repeat(9000), "b".repeat(6000), "c".repeat(2000), "d");
    assertEquals(2, IdBook.kept(long4).size());
    IdBook other = book(Map.of());
    long4.forEach(other::of);
    assertEquals(2, other.learnt().size());
  }

  @Test
  void theFormDependsOnKeyServiceAndIdOnly() {
    String form = book(Map.of()).of("<1@x>");
    assertEquals(form, book(Map.of()).of("<1@x>"));
    assertNotEquals(form, book(Map.of()).of("<2@x>"));
    assertNotEquals(form, book(keys, new IdBook.Scope(8, "another", 42), Map.of()).of("<1@x>"));
    assertNotEquals(form, book(keys.rotated(new SecureRandom(), NOW), ANN, Map.of()).of("<1@x>"));
  }

  @Test
  void whatWeMadeOfTheRecipientsOwnGoesBackToIt() {
    IdAnswer own = new IdAnswer(Optional.of("2@mail.real.test"), Optional.empty());
    IdBook book = book(Map.of("made@relay.example", own));
    assertEquals("<2@mail.real.test>", book.of("<made@relay.example>"));
    assertEquals(List.of(), book.learnt());
  }

  @Test
  void aFormThatWasShownBeforeStaysWhateverTheKey() {
    IdAnswer shown = new IdAnswer(Optional.empty(), Optional.of("before@relay.example"));
    IdBook book = book(keys.rotated(new SecureRandom(), NOW), ANN, Map.of("1@x", shown));
    assertEquals("<before@relay.example>", book.of("<1@x>"));
  }
}
