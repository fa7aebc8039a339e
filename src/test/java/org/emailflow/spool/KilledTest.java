package org.emailflow.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process dies after a step, another carries on: each original ends in {@code done} once, and
 * each outbound file is in the queue once and whole. A durable file stands in for the database.
 */
class KilledTest {

  private static final int KILLED = 137;
  private static final List<String> NAMES = List.of("a", "b", "c");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CLAIMED", "CLAIMED:2", "STAGE_OPENED", "STAGE_WRITTEN:2", "UNSTAGED", "STAGED_SYNCED",
        "COMMITTED", "PUBLISHED", "PUBLISHED:3", "PUBLISHED_SYNCED", "ARCHIVED", "ARCHIVED:3",
        "ARCHIVED_SYNCED", "OWNER_LEFT"
      })
  void theNextProcessCarriesOn(String failpoint) throws Exception {
    Scratch scratch = new Scratch(folder.resolve("spool"));
    for (String name : NAMES) {
      scratch.deliver(name, "text of " + name);
    }
    List<String> killed = List.of("-D" + Failpoint.PROPERTY + "=" + failpoint);
    assertEquals(KILLED, sweep(killed, scratch));
    for (String also : List.of("TAKEN_OVER", "RELEASED", "UNSTAGED")) {
      int status = sweep(List.of("-D" + Failpoint.PROPERTY + "=" + also), scratch);
      assertTrue(status == KILLED || status == 0, also + ": " + status);
    }
    assertEquals(0, sweep(List.of(), scratch));
    checkEachOnce(scratch);
  }

  private static int sweep(List<String> options, Scratch scratch) throws Exception {
    return Child.start(SweepingChild.class, options, scratch.root.toString()).status();
  }

  private static void checkEachOnce(Scratch scratch) throws IOException {
    assertEquals(NAMES, Scratch.names(scratch.at(Folder.DONE, Scratch.DAY.toString())));
    List<String> queued = new ArrayList<>();
    for (String file : scratch.names(Folder.QUEUE_NEW)) {
      queued.add(Scratch.read(scratch.at(Folder.QUEUE_NEW, file)));
    }
    assertEquals(List.of("out a", "out b", "out c"), queued.stream().sorted().toList());
    for (Folder empty : List.of(Folder.INBOX_NEW, Folder.WORK, Folder.QUEUE_TMP)) {
      assertEquals(List.of(), scratch.names(empty));
    }
  }

  /** Recovers what was left, then sweeps: a worker without its database. */
  static final class SweepingChild {

    private final Path ledger;
    private final Failpoints failpoints;
    private final Spool spool;

    private SweepingChild(Path root) {
      this.ledger = root.resolve("ledger");
      this.failpoints = Failpoint.fromSystemProperty();
      this.spool = Spool.open(root, failpoints);
    }

    public static void main(String[] args) throws IOException {
      SweepingChild sweep = new SweepingChild(Path.of(args[0]));
      for (String owner : sweep.spool.abandoned()) {
        sweep.recover(owner);
      }
      try (FolderStream inbox = sweep.spool.inbox()) {
        if (!inbox.isEmpty()) {
          sweep.batch(inbox);
        }
      }
    }

    private void recover(String name) throws IOException {
      try (Takeover dead = spool.takeOver(name).orElseThrow()) {
        if (Files.exists(ledger)) {
          finish(dead.owner(), dead.claims());
        } else {
          dead.claims().forEach(dead.owner()::release);
          dead.staged().forEach(dead.owner()::unstage);
        }
      }
    }

    private void batch(FolderStream inbox) throws IOException {
      try (Owner owner = spool.enrol()) {
        List<Claim> claims = owner.claim(inbox, 100, name -> true);
        List<Staged> staged = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        for (Claim claim : claims) {
          staged.add(owner.stage(staged.size(), Scratch.text("out " + claim.name())));
          rows.add(staged.get(staged.size() - 1).name() + " " + rows.size() + ".1.eml");
        }
        owner.unstage(owner.stage(99, Scratch.text("changed its mind")));
        owner.syncStaged(staged);
        commit(rows);
        finish(owner, claims);
      }
    }

    private void commit(List<String> rows) {
      DurableFile.create(
          ledger,
          String.join("\n", rows).getBytes(UTF_8),
          PosixFilePermissions.fromString("rw-------"));
      failpoints.reach(Step.COMMITTED);
    }

    private void finish(Owner owner, List<Claim> claims) throws IOException {
      List<Publication> rows = new ArrayList<>();
      for (String row : Files.readAllLines(ledger)) {
        int space = row.indexOf(' ');
        rows.add(new Publication(row.substring(0, space), row.substring(space + 1)));
      }
      assertEquals(List.of(), owner.publish(rows));
      owner.archive(claims.stream().map(c -> Scratch.to(Box.DONE, c, 1)).toList());
    }
  }
}
