package org.emailflow.spool;

import static org.emailflow.spool.Scratch.text;
import static org.emailflow.spool.Scratch.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.emailflow.spool.QueueOwner.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failpoints: all of this room's are there, and one can be set from outside. */
class FailpointTest {

  @TempDir Path folder;

  @Test
  void everyStepOfThisRoomIsReached() throws IOException {
    Scratch scratch = new Scratch(folder.resolve("spool"));
    try (Owner owner = scratch.spool.enrol()) {
      Claim failed = scratch.claimOne(owner, "a", "x");
      Staged kept = owner.stage(1, text("out"));
      owner.unstage(owner.stage(2, text("out")));
      owner.syncStaged(List.of(kept));
      owner.publish(List.of(new Publication(kept.name(), "1.1.eml")));
      owner.archive(List.of(to(Box.FAILED, failed, 1)));
      owner.release(scratch.claimOne(owner, "b", "x"));
    }
    scratch.spool.reprocess("a");
    try (QueueOwner courier = scratch.spool.enrolCourier()) {
      courier.report("refused", new byte[] {'x'});
      courier.keep("1.1.eml", new byte[] {'x'});
      courier.settle(courier.claim("1.1.eml").orElseThrow(), Fate.SENT);
    }
    Owner dead = scratch.spool.enrol();
    scratch.claimAll(dead);
    dead.close();
    scratch.spool.takeOver(dead.name()).orElseThrow().close();
    assertEquals(ours(), scratch.reached);
  }

  private static Set<Step> ours() {
    return Arrays.stream(Step.values())
        .filter(step -> step.room() == Step.Room.SPOOL)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Step.class)));
  }

  @Test
  void itHappensTheTimeThatIsAskedAndOnce() {
    Failpoint second = Failpoint.parse("CLAIMED:2=throw");
    second.reach(Step.CLAIMED);
    second.reach(Step.PUBLISHED);
    assertThrows(IllegalStateException.class, () -> second.reach(Step.CLAIMED));
    second.reach(Step.CLAIMED);
    Failpoint disk = Failpoint.parse("PUBLISHED=io");
    assertThrows(SpoolException.Temporary.class, () -> disk.reach(Step.PUBLISHED));
  }

  @Test
  void whatIsNoFailpointIsRefused() {
    for (String text : List.of("", "NOWHERE", "CLAIMED:x", "CLAIMED=explode", ":1=halt")) {
      assertThrows(IllegalArgumentException.class, () -> Failpoint.parse(text), text);
    }
    assertSame(Failpoints.NONE, Failpoint.fromSystemProperty());
  }
}
