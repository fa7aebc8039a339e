package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.emailflow.crash.CrashSite.Job;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Spool;
import org.emailflow.spool.SpoolException;
import org.emailflow.spool.TroubledDisk;
import org.emailflow.spool.TroubledDisk.Trouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A folder of the spool that cannot be written, or a clock that goes wrong: the mail waits, no
 * attempt is counted, and all goes on when it is mended.
 */
class DiskOutageTest {
  @TempDir Path folder;
  private CrashSite site;

  @BeforeEach
  void open() {
    site = new CrashSite(folder).mixedMail();
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  @ParameterizedTest
  @CsvSource({
    "WORK, NO_RIGHTS, true", "QUEUE_TMP, NO_RIGHTS, true", "QUEUE_NEW, NO_RIGHTS, false",
    "DONE, NO_RIGHTS, false", "FAILED, NO_RIGHTS, false", "DEFERRED, NO_RIGHTS, false",
    "WORK, FULL, true", "QUEUE_TMP, FULL, true", "QUEUE_NEW, FULL, false",
    "DONE, FULL, false", "FAILED, FULL, false", "DEFERRED, FULL, false"
  })
  void aFolderCannotBeWritten(Folder where, Trouble trouble, boolean uncommitted) {
    int before = site.attempts().size();
    Spool spool = TroubledDisk.open(site.site.spool, where, trouble);
    SpoolException said =
        assertThrows(SpoolException.class, () -> site.play(Job.SWEEP, spool, Failpoints.NONE));
    assertEquals(
        trouble == Trouble.FULL
            ? SpoolException.Temporary.class
            : SpoolException.Configuration.class,
        said.getClass(),
        said.toString());
    assertTrue(said.getMessage().contains(where.path()), said.getMessage());
    assertFalse(said.getMessage().contains("\n"), said.getMessage());
    site.look().always();
    if (uncommitted) {
      assertEquals(before, site.attempts().size());
      assertEquals(List.of(), site.site.names(Folder.QUEUE_TMP));
    }
    site.checkThatItIsCarriedOn(Job.SWEEP);
  }

  /** What the clock that was ahead put off is due at once; nothing else is held up. */
  @Test
  void theClockIsSetBack() {
    site.play(Job.SWEEP, Failpoints.NONE);
    site.site.clock.advance(Duration.ofDays(-2));
    site.deliver("past@real-user.example", site.service, "from the past", "relayed");
    site.deliver("slow2@real-user.example", site.service, "slow", "deferred");
    site.checkThatItIsCarriedOn(Job.SWEEP);
    assertEquals(
        1,
        site.site.count("select count(*) from ledger where attempts = 2 and reason = 'not-now'"));
    site.site.clock.advance(Duration.ofDays(2).plusMinutes(10));
    site.play(Job.SWEEP, Failpoints.NONE);
    site.checkEndings(site.look().settled());
    assertEquals(
        2,
        site.site.count("select count(*) from ledger where attempts >= 2 and reason = 'not-now'"));
  }
}
