package org.emailflow.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.emailflow.TestMessage;
import org.emailflow.TestPlugin;
import org.emailflow.TestSite;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Verdict;
import org.emailflow.courier.Mta;
import org.emailflow.courier.SmtpSink;
import org.emailflow.spool.Child;
import org.emailflow.spool.Failpoint;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Folder;
import org.emailflow.spool.Spool;
import org.emailflow.spool.Step;
import org.emailflow.store.Database;
import org.emailflow.store.Login;

/**
 * A site with mail of every fate waiting in it, and the means to let a process die at work there.
 * It remembers what was delivered and how each message must end.
 */
final class CrashSite implements AutoCloseable {
  static final int KILLED = 137;
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";
  private static final String GHOST = "service-0000000000000000@relay.example";

  final TestSite site;
  final String service;
  private final Map<String, String> inputs = new TreeMap<>();
  private final Map<String, String> expected = new TreeMap<>();
  private Verdict hesitation = Verdict.denySoft("not-now");
  private String failed = "";
  private SmtpSink post;

  /** What a process may die at. */
  enum Job {
    SWEEP,
    DELIVER,
    REPROCESS
  }

  /**
   * @param folder an empty one
   */
  CrashSite(Path folder) {
    site = new TestSite(folder);
    site.with(new TestPlugin(Hook.MESSAGE, "later", t -> hesitation));
    Victim.plugins().forEach(site::with);
    service = site.service(BOB);
  }

  String deliver(String sender, String recipient, String subject, String disposition) {
    return deliver(message(sender, recipient, subject).bytes(), sender, recipient, disposition);
  }

  /** Messages to the service that are all relayed, from writers who take turns. */
  void deliverMany(int messages, int writers) {
    for (int i = 0; i < messages; i++) {
      deliver("u" + i % writers + "@real-user.example", service, "S" + i, "relayed");
    }
  }

  private static TestMessage message(String sender, String recipient, String subject) {
    return TestMessage.of(sender, recipient).set("Subject", subject);
  }

  private String deliver(byte[] raw, String sender, String recipient, String disposition) {
    String name = site.deliver(raw, sender, recipient);
    try {
      Path file = site.path(Folder.INBOX_NEW).resolve(name);
      inputs.put(name, SpoolView.print(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    expected.put(name, disposition);
    return name;
  }

  /** A first sweep without accident, so that there is somebody known and something deferred. */
  private void history(byte[] twice) {
    deliver(twice, ANN, service, "relayed");
    deliver("zoe@real-user.example", service, "later", "relayed");
    site.sweep();
    site.takeAll().forEach(mail -> forget(mail.name()));
    hesitation = Verdict.DECLINED;
    site.clock.advance(Duration.ofMinutes(1));
  }

  /** What went out and was taken away is of no account for the counts of the queue. */
  private void forget(String sent) {
    String[] key = sent.split("\\.", -1);
    site.execute(
        "update outbound set state = 'sent' where ledger_id = " + key[0] + " and n = " + key[1]);
  }

  /** Mail of every fate, some of it with a past. */
  CrashSite mixedMail() {
    byte[] twice = message(ANN, service, "first").bytes();
    history(twice);
    deliver(twice, ANN, service, "duplicate");
    deliver(ANN, service, "known", "relayed");
    deliver("new@real-user.example", service, "unknown", "relayed");
    String user = "user-" + site.text("select code from correspondent order by id limit 1");
    deliver(BOB, user + "@" + TestSite.DOMAIN, "answer", "relayed");
    byte[] twin = message("twin@real-user.example", service, "twin").bytes();
    deliver(twin, "twin@real-user.example", service, "relayed or duplicate");
    deliver(twin, "twin@real-user.example", service, "relayed or duplicate");
    deliver("lost@real-user.example", GHOST, "nobody there", "denied");
    deliver("slow@real-user.example", service, "slow", "deferred");
    deliver("held@real-user.example", service, "held", "failed");
    deliver("any@real-user.example", "bounce-00@relay.example", "nothing", "discarded");
    deliver(big("big@real-user.example"), "big@real-user.example", service, "relayed");
    return this;
  }

  private byte[] big(String sender) {
    String line = "A line of a long letter, one of thousands, all of the same length.\n";
    return message(sender, service, "big").body(line.repeat(4000)).bytes();
  }

  /** Three messages of which the database refuses one: the batch is undone and taken apart. */
  CrashSite quarrel() {
    site.execute(
        "create trigger refuse before insert on outbound for each row if new.recipient ="
            + " 'refused@real-owner.test' then signal sqlstate '45000' set message_text = 'no';"
            + " end if");
    String refused = site.service("refused@real-owner.test");
    deliver(ANN, service, "one", "relayed");
    deliver("eve@real-user.example", refused, "two", "failed");
    deliver("zoe@real-user.example", service, "three", "relayed");
    return this;
  }

  /** One message that is on trial: a worker has died while it had it. */
  CrashSite suspectMail() {
    deliver(ANN, service, "one", "relayed");
    try {
      assertEquals(KILLED, die(Job.SWEEP, Step.COMMITTING, 1));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return this;
  }

  /** One message that failed, and would not fail again. */
  CrashSite failedMail() {
    failed = deliver(ANN, service, "later", "failed");
    hesitation = Verdict.hold("look");
    site.sweep();
    look().settled();
    hesitation = Verdict.DECLINED;
    expected.replace(failed, "relayed");
    return this;
  }

  /** Mail that waits for the courier, and a mail server that takes three of five. */
  CrashSite queuedMail() {
    try {
      post = new SmtpSink();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    post.answers.put("RCPT TO:<never@", "550 5.1.1 no such user");
    post.answers.put("RCPT TO:<not-now@", "451 4.2.1 try again");
    for (String owner : List.of("eva", "never", "not-now")) {
      String other = site.service(owner + "@real-owner.test");
      deliver(ANN, other, "to " + owner, "relayed");
    }
    deliver(big(ANN), ANN, service, "relayed");
    deliver("zoe@real-user.example", service, "short", "relayed");
    site.sweep();
    return this;
  }

  /** A job in a JVM of its own, which dies when it reaches the step for the n-th time. */
  int die(Job job, Step step, int times) throws Exception {
    return start(job, Optional.of(step + ":" + times)).status();
  }

  /**
   * A job in a JVM of its own.
   *
   * @param failpoint as {@link Failpoint} reads it
   */
  Child start(Job job, Optional<String> failpoint) throws IOException {
    Login worker = site.server().worker();
    return Child.start(
        Victim.class,
        failpoint.map(point -> "-D" + Failpoint.PROPERTY + "=" + point).stream().toList(),
        job.name(),
        site.file.toString(),
        site.clock.instant().toString(),
        worker.url(),
        worker.user(),
        worker.password(),
        argument(job));
  }

  private String argument(Job job) {
    return switch (job) {
      case SWEEP -> "";
      case DELIVER -> String.valueOf(post.port());
      case REPROCESS -> failed;
    };
  }

  /** A job in this process. */
  void play(Job job, Failpoints failpoints) {
    play(job, Spool.open(site.spool, failpoints), failpoints);
  }

  /** A job in this process, on a spool that need not be the site's. */
  void play(Job job, Spool spool, Failpoints failpoints) {
    switch (job) {
      case SWEEP -> sweep(spool, failpoints);
      case DELIVER -> deliver(spool, failpoints);
      case REPROCESS -> spool.reprocess(failed);
    }
  }

  private void deliver(Spool spool, Failpoints failpoints) {
    Mta mta = Mta.smtp(post.host(), post.port(), TestSite.DOMAIN);
    try (Database own = Database.open(site.server().worker())) {
      Victim.courier(spool, own, mta, failpoints, site.clock).pass(delivered -> {});
    }
  }

  private void sweep(Spool spool, Failpoints failpoints) {
    sweep(spool, site.server().worker(), failpoints);
  }

  /** A sweep on another way to the database. */
  void sweep(Spool spool, Login login, Failpoints failpoints) {
    try (Database own = Database.open(login)) {
      site.sweep(spool, own, failpoints).run(outcome -> {});
    }
  }

  Invariants look() {
    return look(site.spool);
  }

  /** A look at the site with another spool. */
  Invariants look(Path spool) {
    return new Invariants(site, spool, inputs);
  }

  /** The next sweep or pass puts everything right, and the one after it finds nothing to do. */
  void checkThatItIsCarriedOn(Job job) {
    look().always();
    Job next = job == Job.REPROCESS ? Job.SWEEP : job;
    play(next, Failpoints.NONE);
    Invariants after = look().settled();
    checkEndings(after);
    play(next, Failpoints.NONE);
    look().same(after);
  }

  /** How often messages were tried, by their names. */
  Map<String, Integer> attempts() {
    Map<String, Integer> attempts = new TreeMap<>();
    site.rows("select name, attempts from ledger")
        .forEach(row -> attempts.put(row.get("name"), Integer.valueOf(row.get("attempts"))));
    return attempts;
  }

  /**
   * Each message that the mail server took, it took once; for each answer that was lost it may have
   * one of them once more, and then under the same Message-ID.
   */
  void checkThatEachIsHandedOverOnce(int lost) {
    Map<String, Long> taken =
        post.messages.stream().collect(Collectors.groupingBy(CrashSite::id, Collectors.counting()));
    assertEquals(3, taken.size(), "messages that the server took");
    assertTrue(repeats() <= lost, "taken twice: " + taken);
  }

  /** How many the mail server took that it had before. */
  int repeats() {
    return post.messages.size()
        - (int) post.messages.stream().map(CrashSite::id).distinct().count();
  }

  /** What the mail server has taken so far. */
  List<String> taken() {
    return post == null ? List.of() : List.copyOf(post.messages);
  }

  /** The mail server remembers this, and nothing else. */
  void taken(List<String> messages) {
    if (post != null) {
      post.messages.clear();
      post.messages.addAll(messages);
    }
  }

  int mailPort() {
    return post.port();
  }

  private static String id(String message) {
    return message
        .lines()
        .filter(line -> line.startsWith("Message-ID: "))
        .findFirst()
        .orElseThrow();
  }

  /** Each message ended as it must. */
  void checkEndings(Invariants after) {
    Map<String, String> endings = after.endings();
    List<String> twins = new ArrayList<>();
    expected.forEach(
        (name, ending) -> {
          if (ending.contains(" or ")) {
            twins.add(endings.get(name));
          } else {
            assertEquals(ending, endings.get(name), name);
          }
        });
    if (!twins.isEmpty()) {
      assertEquals(List.of("duplicate", "relayed"), twins.stream().sorted().toList());
    }
  }

  @Override
  public void close() throws IOException {
    if (post != null) {
      post.close();
    }
    site.close();
  }
}
