package org.emailflow.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a tmpfs of 256 KiB. Skipped where the user may not mount one. */
class DiskFullTest {

  @TempDir Path folder;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder.toString());
    assumeTrue(mounted, "not allowed to mount a tmpfs");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertTrue(run("umount", folder.toString()));
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  @Test
  void nothingIsLostAndItGoesOnWhenThereIsSpaceAgain() throws IOException {
    Scratch scratch = new Scratch(folder.resolve("spool"));
    try (Owner owner = scratch.spool.enrol()) {
      Claim claim = scratch.claimOne(owner, "a", "original");
      Content large = out -> out.write(new byte[200 * 1024]);
      Staged first = owner.stage(1, large);
      SpoolException full =
          assertThrows(SpoolException.Temporary.class, () -> owner.stage(2, large));
      assertTrue(full.getMessage().contains("disk full"), full.getMessage());
      assertEquals(List.of(first.name()), scratch.names(Folder.QUEUE_TMP));
      assertEquals("original", Scratch.read(claim.path()));
      owner.unstage(first);
      Staged second = owner.stage(2, large);
      owner.syncStaged(List.of(second));
      assertEquals(List.of(), owner.publish(List.of(new Publication(second.name(), "1.1.eml"))));
      owner.archive(List.of(Scratch.to(Box.DONE, claim, 1)));
    }
    assertEquals(List.of("1.1.eml"), scratch.names(Folder.QUEUE_NEW));
  }
}
