package org.emailflow.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** A spool in a temporary folder, with what a test wants to put in and see. */
final class Scratch {

  static final LocalDate DAY = LocalDate.of(2026, 1, 2);

  final Path root;
  final FakeDisk disk;
  final Set<Step> reached = EnumSet.noneOf(Step.class);
  final Spool spool;

  Scratch(Path root) {
    this(root, new LocalDisk());
  }

  Scratch(Path root, Disk real) {
    this.root = root;
    this.disk = new FakeDisk(real);
    Spool.create(root);
    OwnerNames names =
        new OwnerNames(
            "mx1.relay.example",
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC),
            new Random(root.hashCode()));
    spool = new Spool(new Site(Layout.check(root), disk, reached::add), names);
  }

  Path at(Folder folder, String name) {
    return root.resolve(folder.path()).resolve(name);
  }

  /** Delivers as an MTA does: into tmp, then by rename. */
  Path deliver(String name, String text) throws IOException {
    Path tmp = at(Folder.INBOX_TMP, name);
    Files.writeString(tmp, text, UTF_8);
    return Files.move(tmp, at(Folder.INBOX_NEW, name));
  }

  List<Claim> claimAll(Owner owner) throws IOException {
    try (FolderStream inbox = spool.inbox()) {
      return owner.claim(inbox, Integer.MAX_VALUE, name -> true);
    }
  }

  Claim claimOne(Owner owner, String name, String text) throws IOException {
    deliver(name, text);
    return claimAll(owner).stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  static Content text(String text) {
    return out -> out.write(text.getBytes(UTF_8));
  }

  static Archival to(Box box, Claim claim, long ledgerId) {
    Optional<String> why = box == Box.FAILED ? Optional.of("{\"why\":\"test\"}") : Optional.empty();
    return new Archival(claim, box, DAY, ledgerId, why);
  }

  /** Names in a folder, sorted; dot-files too. */
  List<String> names(Folder folder) throws IOException {
    return names(root.resolve(folder.path()));
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  static String read(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }
}
