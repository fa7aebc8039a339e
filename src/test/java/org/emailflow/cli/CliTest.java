package org.emailflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.emailflow.QueuedMail;
import org.emailflow.TestMessage;
import org.emailflow.TestSite;
import org.emailflow.spool.Folder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a site of their own, as an operator types them. */
class CliTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";

  @TempDir Path folder;
  private TestSite site;
  private String service;

  @BeforeEach
  void open() {
    site = new TestSite(folder);
    service = efm("service", "add", "--address", BOB, "--name", "Casa Azul").lines().get(0);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Efm efm(String... words) {
    return Efm.run(site.file, words);
  }

  private QueuedMail converse() {
    return site.relay(TestMessage.of("Ann <" + ANN + ">", service), ANN, service);
  }

  /** The folder of a worker of this host that is dead: nobody holds its lock. */
  private Path estate() throws IOException {
    String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    String plain = host.toLowerCase(Locale.ROOT).split("\\.", 2)[0].replaceAll("[^a-z0-9]", "");
    String known = (plain.isEmpty() ? "host" : plain);
    String name =
        known.substring(0, Math.min(20, known.length())) + "-20260101t000000-00000000000000aa";
    return Files.createDirectories(site.path(Folder.WORK).resolve(name));
  }

  @Test
  void anEstateThatCannotBeCarriedOnHoldsUpNobodyAndIsToldOfInTheEnd() throws IOException {
    Path estate = estate();
    String name = site.deliver(TestMessage.of(ANN, service), ANN, service);
    Path arrived = site.path(Folder.INBOX_NEW).resolve(name);
    Files.writeString(estate.resolve(name), "another");
    Files.copy(arrived, arrived.resolveSibling(name + "~00000000000000aa"));
    Files.createDirectories(site.path(Folder.WORK).resolve(estate.getFileName() + "b"));
    Efm sweep = efm("sweep");
    assertEquals(75, sweep.code(), sweep.toString());
    assertTrue(sweep.out().contains("swept 2: relayed 1"), sweep.toString());
    assertTrue(sweep.err().contains("cannot release " + estate.resolve(name)), sweep.err());
    assertEquals(List.of(name), site.names(Folder.WORK));
  }

  private String hold() {
    TestMessage round = TestMessage.of(ANN, service).with("X-Loop-Hops", "26");
    String name = site.deliver(round, ANN, service);
    assertEquals("too-many-hops", site.sweepOne().reason());
    return name;
  }

  @Test
  void addPrintsTheAddressAlone() {
    assertTrue(service.matches("service-[0-9a-z]{16}@relay\\.example"), service);
    Efm second = efm("service", "add", "--address", BOB, "--domain", "Second.example");
    assertTrue(second.lines().get(0).endsWith("@second.example"), second.out());
    assertEquals(1, second.lines().size());
  }

  @Test
  void addRefusesWhatIsNoRealAddress() {
    assertTrue(efm("service", "add", "--address", "bob").complaint(65).contains("bob"));
    assertTrue(efm("service", "add", "--address", service).complaint(65).contains("own domain"));
    assertTrue(
        efm("service", "add", "--address", BOB, "--domain", "x.test")
            .complaint(65)
            .contains("relay.example"));
    assertTrue(
        efm("service", "add", "--address", BOB, "--expires", "soon")
            .complaint(64)
            .contains("2027-01-31"));
  }

  @Test
  void aServiceIsShownAndOpenedAndClosedByCodeOrAddress() {
    String code = TestSite.code(service);
    assertTrue(efm("service", "list").out().contains(service + "  active "));
    assertTrue(efm("service", "show", code).out().contains("mail to    " + BOB));
    assertEquals(
        List.of(), efm("service", "disable", service.toUpperCase(java.util.Locale.ROOT)).lines());
    assertTrue(efm("service", "show", service).out().contains("state      disabled"));
    assertEquals(List.of(), efm("service", "enable", code).lines());
    assertTrue(efm("service", "list").out().contains(service + "  active "));
    for (String verb : List.of("show", "disable", "enable")) {
      assertTrue(
          efm("service", verb, "0000000000000000").complaint(65).contains("efm service list"));
    }
  }

  @Test
  void theAddressesOfAServiceChange() {
    assertEquals(
        List.of(), efm("service", "address", "add", service, "desk@real-owner.test").lines());
    assertTrue(efm("service", "show", service).out().contains("may write  desk@real-owner.test"));
    assertTrue(efm("service", "address", "remove", service, BOB).complaint(65).contains("primary"));
    assertEquals(
        List.of(), efm("service", "address", "primary", service, "desk@real-owner.test").lines());
    assertEquals(
        List.of(),
        efm("service", "address", "remove", service, BOB.toUpperCase(java.util.Locale.ROOT))
            .lines());
    assertEquals("desk@real-owner.test", converse().recipient());
    String unknown = efm("service", "address", "remove", service, "x@y.test").complaint(65);
    assertTrue(unknown.contains("x@y.test"), unknown);
  }

  @Test
  void aCorrespondentIsShownAndBlocked() {
    String user = converse().find("From", "user-[^>]+");
    String code = TestSite.code(user);
    assertTrue(efm("correspondent", "list").out().contains(code + "  active   " + ANN + "  1 in"));
    assertTrue(
        efm("correspondent", "list", "--service", "0000000000000000")
            .complaint(65)
            .contains("efm service list"));
    assertTrue(efm("correspondent", "show", user).out().contains("address     " + ANN));
    assertEquals(List.of(), efm("correspondent", "block", user).lines());
    assertTrue(efm("correspondent", "show", code).out().contains("state       blocked"));
    assertEquals(List.of(), efm("correspondent", "unblock", code).lines());
    assertTrue(efm("correspondent", "block", "x").complaint(65).contains("efm correspondent list"));
  }

  @Test
  void keysAreRotatedInTheFile() throws IOException {
    List<String> before = efm("keys", "list").lines();
    String id = efm("keys", "rotate").lines().get(0);
    assertEquals(List.of(id, before.get(0)), efm("keys", "list").lines());
    Path keys = site.spool.resolve("keys");
    assertEquals("rw-------", permissions(keys));
    assertEquals(2, Files.readAllLines(keys).size());
  }

  private static String permissions(Path file) throws IOException {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file));
  }

  @Test
  void initMayBeRunAgain() throws IOException {
    String keys = Files.readString(site.spool.resolve("keys"));
    Files.delete(site.path(Folder.DEFERRED));
    for (int i = 0; i < 2; i++) {
      assertTrue(efm("init").lines().get(2).endsWith("up to date"));
    }
    assertEquals(keys, Files.readString(site.spool.resolve("keys")));
    assertTrue(Files.isDirectory(site.path(Folder.DEFERRED)));
    Files.delete(site.spool.resolve("keys"));
    assertTrue(efm("sweep").complaint(78).contains("efm init"));
    efm("init").lines();
    assertEquals("rw-------", permissions(site.spool.resolve("keys")));
  }

  @Test
  void sweepCountsInItsLastLineAndTellsAProgramOfEachMessage() {
    converse();
    String name = site.deliver(TestMessage.of(ANN, service), ANN, service);
    List<String> lines = efm("sweep", "--json").lines();
    assertEquals(2, lines.size());
    assertTrue(
        lines
            .get(0)
            .matches(
                ("{`name`:`%s`,`id`:2,`sender`:`%s`,`recipient`:`%s`,`direction`:`to-service`,"
                        + "`kind`:`message`,`disposition`:`relayed`,`reason`:``,"
                        + "`outbound`:[`new/2.1.eml`]}")
                    .formatted(name, ANN, service)
                    .replace('`', '"')
                    .replaceAll("([{\\[\\]}.])", "\\\\$1")),
        lines.get(0));
    assertTrue(lines.get(1).startsWith("{\"swept\":1,\"relayed\":1,\"denied\":0"), lines.get(1));
    assertEquals(
        List.of("swept 0: relayed 0 denied 0 discarded 0 deferred 0 failed 0 duplicate 0"),
        efm("sweep").lines());
  }

  @Test
  void explainSaysTheSameAsASweepAndWritesNothing() throws IOException {
    converse();
    TestMessage first = TestMessage.of("new@real-user.example", service);
    String name = site.deliver(first, "new@real-user.example", service);
    Path file = site.path(Folder.INBOX_NEW).resolve(name);
    String before = rows() + files();
    String explained = efm("explain", file.toString()).out();
    String json = efm("explain", "--json", file.toString()).lines().get(0);
    assertEquals(before, rows() + files());
    for (String plugin :
        List.of(
            "core  code_lookup",
            "core  writer_check",
            "core  circuit_breaker",
            "core  copied_code",
            "core  reply_limit",
            "site  bcc",
            "site  sender_auth")) {
      assertTrue(explained.contains(plugin), explained);
    }
    String swept = efm("sweep", "--json").lines().get(0);
    assertEquals(evened(swept), evened(json));
    assertTrue(efm("explain", folder + "/none").complaint(65).contains("none"));
  }

  private static String evened(String json) {
    return json.replaceFirst("\"id\":\\d+", "").replaceFirst("\"outbound\":\\[[^]]*]", "");
  }

  private String rows() {
    return Stream.of("ledger", "outbound", "correspondent", "message_id", "notice_sent")
        .map(table -> table + site.count("select count(*) from " + table))
        .toList()
        .toString();
  }

  private String files() throws IOException {
    try (Stream<Path> files = Files.walk(site.spool)) {
      return files.sorted().toList().toString();
    }
  }

  @Test
  void whatFailedIsListedShownAndSentRoundAgain() {
    String name = hold();
    String listed = efm("failed", "list").lines().get(0);
    assertTrue(listed.startsWith("1  2026-11-21T10:00:00Z  too-many-hops  " + name), listed);
    assertEquals(List.of(), efm("failed", "list", "--rule", "bug").lines());
    assertTrue(efm("failed", "list", "--json").out().contains("\"reason\":\"too-many-hops\""));
    assertTrue(efm("failed", "show", "1").out().contains("sender     <" + ANN + ">"));
    assertTrue(efm("failed", "show", "99").complaint(65).contains("efm failed list"));
    assertTrue(efm("failed", "reprocess", "--all", "--dry-run").out().contains("1 would go back"));
    assertEquals(1, site.names(Folder.FAILED).size());
    site.execute("update ledger set archived_at = null"); // the worker died before it marked it
    assertTrue(efm("failed", "reprocess", "1").out().contains("1 back in the inbox"));
    assertEquals("too-many-hops", site.sweepOne().reason());
    assertEquals(1, efm("failed", "list").lines().size());
    assertTrue(efm("failed", "list").out().startsWith("2  "), efm("failed", "list").out());
  }

  @Test
  void reportsAreTablesCsvOrJson() {
    QueuedMail sent = converse();
    String user = sent.find("From", "user-[^>]+");
    site.clock.advance(java.time.Duration.ofHours(2));
    site.relay(TestMessage.of(BOB, user), BOB, user);
    String code = TestSite.code(service);
    assertEquals(
        List.of("service,name,conversations,answered,reply_rate", code + ",Casa Azul,1,1,1.00"),
        efm("report", "reply-rate", "--format", "csv").lines());
    String json = efm("report", "response-time", "--format", "JSON").lines().get(0);
    assertTrue(json.contains("\"mean_hours\":2.0"), json);
    assertTrue(efm("report", "traffic").out().contains("relayed"));
    for (String report : List.of("reply-rate", "response-time", "traffic")) {
      String out = efm("report", report).out();
      assertFalse(out.contains(ANN) || out.contains(BOB), out);
    }
  }

  @Test
  void checkComparesTheTablesWithTheSettings() throws IOException {
    assertEquals(0, efm("init").code());
    assertTrue(efm("check").out().contains("ok     procedures: "), efm("check").out());
    String toml = Files.readString(site.file);
    TestSite.writePrivate(site.file, toml.replace("\"second.example\"", "\"third.example\""));
    Efm check = efm("check");
    assertEquals("0 ", check.code() + " " + check.err());
    assertTrue(
        check
            .out()
            .contains(
                "warn   procedures: service_code and user_code go by domains ="
                    + " relay.example,second.example, not relay.example,third.example: run `efm init`"),
        check.out());
    assertEquals(0, efm("init").code());
    assertTrue(efm("check").out().contains("ok     procedures: "), efm("check").out());
  }

  /** The worker's user hears of no rights there; the operator's, that there is none. */
  @Test
  void checkSaysThatTheDatabaseDoesNotExist() throws IOException {
    String toml = Files.readString(site.file);
    TestSite.writePrivate(site.file, toml.replaceFirst("(:[0-9]+/)\\w+", "$1nowhere"));
    Efm check = efm("check");
    assertEquals(78, check.code(), check.toString());
    assertEquals(1, check.out().lines().filter(line -> line.startsWith("WRONG")).count());
    assertTrue(check.out().contains("nowhere): it does not exist; run `efm init`"), check.out());
    String sweep = efm("sweep").complaint(78);
    assertTrue(sweep.contains("does not exist, or this user has no rights in it"), sweep);
  }

  @Test
  void checkPluginsAndStatusSayHowItIs() {
    Efm check = efm("check");
    assertEquals("0 ", check.code() + " " + check.err());
    assertFalse(check.out().contains("WRONG"), check.out());
    assertTrue(efm("plugins").out().contains("core  writer_check"));
    assertTrue(efm("status", "--json").lines().get(0).contains("\"inbox/new\":{\"files\":0}"));
  }
}
