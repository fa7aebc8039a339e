package org.emailflow.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several at one inbox. */
class RaceTest {

  private static final int FILES = 1000;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"renameat2", "fallback"})
  void threadsNeverShareAClaim(String how) throws Exception {
    Disk disk = how.equals("fallback") ? new LocalDisk(Optional::empty) : new LocalDisk();
    Scratch scratch = filled(disk);
    CyclicBarrier start = new CyclicBarrier(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<List<String>>> claims = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      claims.add(
          threads.submit(
              () -> {
                start.await();
                return claimAll(scratch.spool);
              }));
    }
    List<String> all = new ArrayList<>();
    for (Future<List<String>> claimed : claims) {
      all.addAll(claimed.get());
    }
    threads.shutdown();
    checkEachOnce(scratch, all);
  }

  @Test
  void processesNeverShareAClaim() throws Exception {
    Scratch scratch = filled(new LocalDisk());
    Child one = Child.start(ClaimingChild.class, List.of(), scratch.root.toString());
    Child two = Child.start(ClaimingChild.class, List.of(), scratch.root.toString());
    one.process().inputReader().readLine();
    two.process().inputReader().readLine();
    for (Child child : List.of(one, two)) {
      child.process().outputWriter().append("go\n").flush();
    }
    List<String> all = new ArrayList<>(one.lines());
    all.addAll(two.lines());
    checkEachOnce(scratch, all);
  }

  /** Says that it is ready, waits for a line, claims what it can and lists it. */
  static final class ClaimingChild {
    public static void main(String[] args) throws IOException {
      Spool spool = Spool.open(Path.of(args[0]), Failpoints.NONE);
      System.out.println("ready");
      int go = System.in.read();
      if (go == 'g') {
        claimAll(spool).forEach(System.out::println);
      }
    }
  }

  @Test
  void oneTakeoverOnly() throws Exception {
    Scratch scratch = new Scratch(folder.resolve("spool"));
    for (int round = 0; round < 20; round++) {
      Owner dead = scratch.spool.enrol();
      scratch.claimOne(dead, "m" + round, "x");
      dead.close();
      assertEquals(1, takeovers(scratch, dead.name()));
    }
  }

  private static int takeovers(Scratch scratch, String name) throws Exception {
    CyclicBarrier start = new CyclicBarrier(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Optional<Takeover>>> tries = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tries.add(
          threads.submit(
              () -> {
                start.await();
                return scratch.spool.takeOver(name);
              }));
    }
    int won = 0;
    List<Takeover> open = new ArrayList<>();
    for (Future<Optional<Takeover>> each : tries) {
      won += each.get().isPresent() ? 1 : 0;
      each.get().ifPresent(open::add);
    }
    threads.shutdown();
    for (Takeover takeover : open) {
      takeover.claims().forEach(takeover.owner()::release);
      takeover.close();
    }
    return won;
  }

  /** Newcomers beside processes that clear up: nobody alive is ever taken for dead. */
  @Test
  void enrollingBesideRecoveryIsSafe() throws Exception {
    Scratch scratch = new Scratch(folder.resolve("spool"));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    Future<?> recovery =
        threads.submit(
            () -> {
              for (int i = 0; i < 300; i++) {
                for (String owner : scratch.spool.abandoned()) {
                  scratch.spool.takeOver(owner).ifPresent(Takeover::close);
                }
              }
            });
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      workers.add(
          threads.submit(
              () -> {
                for (int n = 0; n < 100; n++) {
                  try (Owner owner = scratch.spool.enrol()) {
                    assertTrue(Files.isDirectory(scratch.at(Folder.WORK, owner.name())));
                    assertEquals(Optional.empty(), scratch.spool.takeOver(owner.name()));
                  }
                }
              }));
    }
    for (Future<?> worker : workers) {
      worker.get();
    }
    recovery.get();
    threads.shutdown();
    scratch.spool.abandoned().forEach(o -> scratch.spool.takeOver(o).ifPresent(Takeover::close));
    assertEquals(List.of(), scratch.names(Folder.WORK));
  }

  private Scratch filled(Disk disk) throws IOException {
    Scratch scratch = new Scratch(folder.resolve("spool"), disk);
    for (int i = 0; i < FILES; i++) {
      scratch.deliver("m" + i, "x");
    }
    return scratch;
  }

  private static List<String> claimAll(Spool spool) {
    List<String> names = new ArrayList<>();
    try (Owner owner = spool.enrol();
        FolderStream inbox = spool.inbox()) {
      while (!inbox.isEmpty()) {
        owner.claim(inbox, 16, name -> true).forEach(claim -> names.add(claim.name()));
      }
    }
    return names;
  }

  private static void checkEachOnce(Scratch scratch, List<String> claimed) throws IOException {
    Set<String> distinct = new HashSet<>(claimed);
    assertEquals(FILES, claimed.size());
    assertEquals(FILES, distinct.size());
    assertEquals(List.of(), scratch.names(Folder.INBOX_NEW));
  }
}
