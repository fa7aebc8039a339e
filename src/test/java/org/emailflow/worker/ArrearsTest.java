package org.emailflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.emailflow.spool.Claim;
import org.emailflow.store.Suspects;
import org.junit.jupiter.api.Test;

class ArrearsTest {
  private final Arrears arrears = new Arrears();

  private static Item item(long id) {
    return recorded(Item.due(claim(id)), id);
  }

  private static Claim claim(long id) {
    return new Claim("m" + id, Path.of("m" + id), Instant.EPOCH, 10);
  }

  private static Item recorded(Item item, long id) {
    item.recorded(id);
    return item;
  }

  @Test
  void theNextBatchMarksWhatTheLastArchived() {
    arrears.archived(item(1));
    arrears.archived(item(2));
    assertEquals(List.of(1L, 2L), arrears.with(List.of(), List.of(item(3))).archived());
    arrears.clear();
    assertEquals(List.of(), arrears.last("w").archived());
  }

  /** Marked archived while it lies in work, it would be taken for undecided after a death. */
  @Test
  void whatIsDueAgainIsNotMarkedBeforeItIsArchivedAgain() {
    arrears.archived(item(1));
    arrears.archived(item(2));
    assertEquals(List.of(2L), arrears.with(List.of(), List.of(item(1))).archived());
    arrears.clear();
    arrears.archived(item(1));
    assertEquals(List.of(1L), arrears.last("w").archived());
  }

  @Test
  void suspectsThatSurvivedAreNamed() {
    arrears.archived(recorded(Item.suspect(claim(1), new Suspects.Deaths(0, ""), Trial.NONE), 1));
    arrears.archived(item(2));
    assertEquals(List.of("m1"), arrears.last("w").survived());
  }
}
