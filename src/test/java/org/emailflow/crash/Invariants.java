package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emailflow.TestSite;

/**
 * What holds of a site whatever dies in it, read off the folders and the tables from outside: no
 * class of the product is asked.
 *
 * <p>{@link #always} holds in any instant, also in that of a death; {@link #settled} when a later
 * sweep has carried on what was left. That recovery is idempotent, that poison leaves and that a
 * fenced worker cannot commit are shown by what a test does, not by a look: see {@link #same}.
 */
final class Invariants {
  private static final Pattern REASON = Pattern.compile("\"reason\":\"([^\"]+)\"");
  private static final Set<String> IN_DONE = Set.of("relayed", "denied", "discarded", "duplicate");

  private final Path root;
  private final Map<String, String> inputs;
  private final SpoolView spool;
  private final List<Map<String, String>> ledger;
  private final Map<String, Map<String, String>> outbound = new TreeMap<>();
  private final TestSite site;

  /**
   * Looks at the site now.
   *
   * @param inputs the hash of every original that was ever delivered, by its name
   */
  Invariants(TestSite site, Path root, Map<String, String> inputs) {
    this.site = site;
    this.root = root;
    this.inputs = inputs;
    this.spool = SpoolView.of(root);
    this.ledger = site.rows("select * from ledger order by id");
    for (Map<String, String> row : site.rows("select * from outbound order by ledger_id, n")) {
      outbound.put(row.get("ledger_id") + "." + row.get("n") + ".eml", row);
    }
  }

  /** What holds in any instant. */
  Invariants always() {
    eachInputIsInExactlyOnePlace();
    committedMeansThatTheEffectsAreThere();
    nothingIsInTheQueueThatIsNotCommitted();
    eachOutboundIsThereOnce();
    doneMeansCommitted();
    failedMeansThatThereIsAReason();
    noPartialFileIsVisible();
    return this;
  }

  /** What holds when nobody is at work. */
  Invariants settled() {
    always();
    nothingIsLeftUnderWay();
    refusedMeansThatItIsReportedOnce();
    sqlTotalsEqualFileCounts();
    return this;
  }

  private Map<String, List<String>> places() {
    Map<String, List<String>> places = new TreeMap<>();
    for (String path : spool.originals()) {
      String name = SpoolView.name(path).replaceFirst("~.*", "");
      places.computeIfAbsent(name, n -> new ArrayList<>()).add(path);
    }
    return places;
  }

  void eachInputIsInExactlyOnePlace() {
    Map<String, List<String>> places = places();
    places.values().forEach(p -> p.removeIf(path -> SpoolView.name(path).startsWith(".")));
    places.values().removeIf(List::isEmpty);
    assertEquals(inputs.keySet(), places.keySet(), "originals, those delivered and those found");
    places.forEach((name, paths) -> assertEquals(1, paths.size(), name + " is at " + paths));
  }

  /** The transaction is whole: rows, and the conversation's tally, belong together. */
  void committedMeansThatTheEffectsAreThere() {
    Map<String, Integer> sent = new HashMap<>();
    outbound.values().forEach(row -> sent.merge(row.get("ledger_id"), 1, Integer::sum));
    long relayed = 0;
    for (Map<String, String> row : ledger) {
      boolean sends = Set.of("relayed", "denied").contains(row.get("disposition"));
      assertEquals(sends ? 1 : 0, sent.getOrDefault(row.get("id"), 0), "outbound of " + row);
      relayed += row.get("disposition").equals("relayed") ? 1 : 0;
    }
    assertEquals(
        relayed,
        site.count("select ifnull(sum(user_messages + service_messages), 0) from conversation"),
        "messages in the conversations");
    assertTrue(relayed <= site.count("select count(*) from message_id"), "ids that were learnt");
    assertEquals(
        ledger.stream().filter(row -> row.get("disposition").equals("denied")).count(),
        site.count("select count(*) from notice_sent where sender_key <> ''"),
        "notices");
  }

  void nothingIsInTheQueueThatIsNotCommitted() {
    for (String path : spool.queued()) {
      assertTrue(outbound.containsKey(SpoolView.name(path)), path + " has no row");
    }
  }

  /** Also when it is still staged; and no message has two generations that went out. */
  void eachOutboundIsThereOnce() {
    outbound.forEach(
        (name, row) -> {
          List<String> places = new ArrayList<>(spool.queued());
          places.removeIf(path -> !SpoolView.name(path).equals(name));
          String staged = "queue/tmp/" + row.get("staged");
          if (spool.files().containsKey(staged)) {
            places.add(staged);
          }
          assertEquals(1, places.size(), name + " (" + row + ") is at " + places);
        });
    assertEquals(
        List.of(),
        site.rows(
            "select identity, count(*) from ledger where disposition = 'relayed'"
                + " group by identity having count(*) > 1"),
        "relayed twice");
  }

  void doneMeansCommitted() {
    for (String path : spool.in("done")) {
      assertTrue(IN_DONE.contains(row(path).get("disposition")), path + ": " + row(path));
    }
  }

  void failedMeansThatThereIsAReason() {
    Set<String> reasons = new TreeSet<>(spool.in("failed"));
    for (String path : spool.in("failed")) {
      if (!path.endsWith(".why") && !SpoolView.name(path).startsWith(".")) {
        assertTrue(reasons.contains(path + ".why"), path + " has no reason");
        Matcher reason = REASON.matcher(read(path + ".why"));
        assertTrue(reason.find(), read(path + ".why"));
        assertEquals(row(path).get("reason"), reason.group(1), path);
        assertEquals("failed", row(path).get("disposition"), path);
      }
    }
  }

  void noPartialFileIsVisible() {
    outbound.forEach((name, row) -> checkWhole(name, row));
    for (String path : spool.originals()) {
      if (!SpoolView.name(path).startsWith(".")) {
        String name = SpoolView.name(path).replaceFirst("~.*", "");
        assertEquals(inputs.get(name), spool.files().get(path), "bytes of " + path);
      }
    }
  }

  private void checkWhole(String name, Map<String, String> row) {
    for (String path : spool.files().keySet()) {
      boolean its =
          SpoolView.name(path).equals(name) || path.equals("queue/tmp/" + row.get("staged"));
      if (its) {
        String committed = row.get("size") + " " + row.get("crc32c");
        assertEquals(committed, spool.files().get(path), "bytes of " + path);
      }
    }
  }

  void nothingIsLeftUnderWay() {
    for (String folder : List.of("inbox", "work", "queue/tmp", "queue/work")) {
      assertEquals(List.of(), spool.in(folder));
    }
  }

  void refusedMeansThatItIsReportedOnce() {
    List<String> refused = spool.in("queue/bad").stream().map(SpoolView::name).sorted().toList();
    assertEquals(refused, spool.reports().stream().sorted().toList(), "reports in the inbox");
  }

  void sqlTotalsEqualFileCounts() {
    assertEquals(count("done"), rows(IN_DONE), "done");
    assertEquals(count("failed"), rows(Set.of("failed")), "failed");
    assertEquals(count("deferred"), rows(Set.of("deferred")), "deferred");
    assertEquals(inputs.keySet(), endings().keySet(), "messages in the ledger");
    assertEquals(spool.in("queue/new").size(), states(Set.of("published", "deferred")), "new");
    assertEquals(spool.in("queue/sent").size(), states(Set.of("sent")), "sent");
    assertEquals(spool.in("queue/bad").size(), states(Set.of("refused")), "bad");
  }

  private long count(String box) {
    return spool.in(box).stream()
        .filter(path -> !path.endsWith(".why") && !SpoolView.name(path).startsWith("."))
        .count();
  }

  private long rows(Set<String> dispositions) {
    return endings().values().stream().filter(dispositions::contains).count();
  }

  private long states(Set<String> states) {
    return outbound.values().stream().filter(row -> states.contains(row.get("state"))).count();
  }

  /** Where each input ended, in the words of the ledger; of its last generation. */
  Map<String, String> endings() {
    Map<String, String> endings = new TreeMap<>();
    ledger.forEach(row -> endings.put(row.get("name"), row.get("disposition")));
    return endings;
  }

  /** Nothing changed between two looks: what recovery has done, it does not do again. */
  void same(Invariants before) {
    assertEquals(before.spool, spool);
    assertEquals(before.ledger, ledger);
    assertEquals(before.outbound, outbound);
  }

  private Map<String, String> row(String path) {
    String name = SpoolView.name(path).replaceFirst("~.*", "");
    return ledger.stream()
        .filter(row -> row.get("name").equals(name))
        .reduce((older, newer) -> newer)
        .orElseThrow(() -> new AssertionError(path + " is not in the ledger"));
  }

  private String read(String path) {
    try {
      return Files.readString(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
