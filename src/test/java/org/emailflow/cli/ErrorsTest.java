package org.emailflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emailflow.TestMessage;
import org.emailflow.TestSite;
import org.emailflow.spool.Folder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What a command line that cannot be obeyed says: one line that tells what to do. */
class ErrorsTest {
  @TempDir Path folder;

  private Path config(String toml) throws IOException {
    return Files.writeString(folder.resolve("efm.toml"), toml);
  }

  private static void assertSays(String words, String complaint) {
    assertTrue(complaint.contains(words), complaint);
  }

  @Test
  void aWrongWordIsAUsageErrorInOneLine() {
    assertSays("did you mean sweep", Efm.bare("swep").complaint(64));
    assertSays("efm sweep --help", Efm.bare("sweep", "--jsn").complaint(64));
    assertSays("more", Efm.bare("sweep", "more").complaint(64));
    assertSays("efm help", Efm.bare().complaint(64));
    assertSays("add", Efm.bare("service").complaint(64));
    assertSays("--address", Efm.bare("service", "add").complaint(64));
    assertSays("x", Efm.bare("failed", "show", "x").complaint(64));
    assertSays("--all", Efm.bare("failed", "reprocess").complaint(64));
    assertSays("CSV", Efm.bare("report", "traffic", "--format", "xls").complaint(64));
  }

  @Test
  void aWrongSettingIsNamedWithFileAndLine() throws IOException {
    Path file = config("domains = [\"relay.example\"]\n\n[relay]\nbbc = \"deny\"\n");
    String said = Efm.run(file, "sweep").complaint(78);
    assertTrue(said.contains(file + ":4") && said.contains("\"bcc\""), said);
    Path none = folder.resolve("none.toml");
    assertSays(none.toString(), Efm.run(none, "sweep").complaint(78));
  }

  @Test
  void aMissingSpoolIsMadeByInit() throws IOException {
    Path file = config("domains = [\"relay.example\"]\nspool = \"" + folder + "/spool\"\n");
    assertSays("efm init", Efm.run(file, "sweep").complaint(78));
    assertSays("efm init", Efm.run(file, "status").complaint(78));
  }

  @Test
  void whileTheDatabaseIsAwayMailWaits() throws IOException {
    try (TestSite site = new TestSite(folder)) {
      String service = site.service("bob@real-owner.test");
      site.deliver(
          TestMessage.of("ann@real-user.example", service), "ann@real-user.example", service);
      String toml = Files.readString(site.file);
      Path away =
          TestSite.writePrivate(
              folder.resolve("away.toml"), toml.replaceFirst("127.0.0.1:\\d+", "127.0.0.1:1"));
      String said = Efm.run(away, "sweep").complaint(75);
      assertTrue(said.contains("database") && said.contains("away"), said);
      assertEquals(1, site.names(Folder.INBOX_NEW).size());
      assertEquals(List.of(), site.names(Folder.WORK));
      Efm.run(away, "service", "list").complaint(75);
      assertEquals(0, Efm.run(site.file, "sweep").code());
      assertEquals(1, site.queue().size());
    }
  }

  @Test
  void aDatabaseWithoutTablesOrRightsIsASetting() throws IOException {
    try (TestSite site = new TestSite(folder)) {
      String toml = Files.readString(site.file);
      Path denied =
          TestSite.writePrivate(
              folder.resolve("denied.toml"), toml.replace("\"worker\"", "\"not the password\""));
      assertSays("password", Efm.run(denied, "sweep").complaint(78));
      site.execute("rename table flyway_schema_history to elsewhere");
      assertSays("efm init", Efm.run(site.file, "sweep").complaint(78));
    }
  }

  @Test
  void everyCommandTeaches() {
    List<CommandSpec> all = new ArrayList<>();
    collect(new CommandLine(new Main()).getCommandSpec(), all);
    assertTrue(all.size() > 25, all.size() + " commands");
    for (CommandSpec command : all) {
      String[] words = command.qualifiedName().replaceFirst("^efm ?", "").split(" ", -1);
      List<String> line = new ArrayList<>(List.of(words));
      line.removeIf(String::isEmpty);
      line.add("--help");
      Efm help = Efm.bare(line.toArray(String[]::new));
      assertEquals("0 ", help.code() + " " + help.err(), command.qualifiedName());
      assertTrue(help.out().contains("Usage: " + command.qualifiedName()), help.out());
      String description = String.join(" ", command.usageMessage().description());
      assertFalse(description.isBlank(), command.qualifiedName() + " says nothing of itself");
      String first = description.split(" ", 3)[0];
      assertTrue(help.out().contains(first), help.out());
      command.options().stream()
          .filter(option -> !option.hidden())
          .forEach(
              option ->
                  assertFalse(
                      String.join("", option.description()).isBlank(),
                      command.qualifiedName() + " " + option.longestName()));
    }
  }

  private static void collect(CommandSpec command, List<CommandSpec> all) {
    if (!command.name().equals("help")) {
      all.add(command);
    }
    command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .forEach(sub -> collect(sub, all));
  }

  @Test
  void theVersionIsOneLine() {
    assertEquals(1, Efm.bare("--version").lines().size());
  }
}
