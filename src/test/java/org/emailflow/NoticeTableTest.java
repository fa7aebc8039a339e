package org.emailflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.emailflow.chain.Hook;
import org.emailflow.chain.Transaction;
import org.emailflow.chain.Verdict;
import org.emailflow.store.Correspondents;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to what, a case a line of that table; and each notice that goes out for it beside a
 * file that a person can read: {@code src/test/resources/notices/<case>.<language>.eml}, with what
 * differs from run to run named in capitals, and the text of the first part decoded.
 *
 * <p>To write the files anew, and then read the difference: {@code mvn test -Dtest=NoticeTableTest
 * -Dnotices.write=true}.
 */
class NoticeTableTest {
  private static final Path FOLDER = Path.of("src/test/resources/notices");
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";
  private static final String EVE = "eve@out.test";
  private static final String ZOE = "zoe@out.test";

  @TempDir static Path folder;
  private static final java.util.Map<String, Stage> STAGES = new java.util.TreeMap<>();

  /** A site in one language with a conversation between Ann and Bob. */
  private static final class Stage {
    final TestSite site;
    final String service;
    final String user;
    final String token;
    final String tokenOfAnswer;
    final String disabled;
    Verdict verdict = Verdict.DECLINED;

    Stage(String language) {
      Path own = folder.resolve(language);
      try {
        Files.createDirectories(own);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      site = new TestSite(own, "[notice]", "language = \"" + language + "\"");
      site.with(new TestPlugin(Hook.HEADERS, "gate", t -> verdict));
      site.with(new TestPlugin(Hook.OUTBOUND, "bug", Stage::bug));
      service = site.service(BOB);
      QueuedMail sent = site.relay(message(ANN, service), ANN, service);
      user = sent.find("From", "user-[^>]+");
      token = sent.sender();
      tokenOfAnswer = site.relay(message(BOB, user), BOB, user).sender();
      disabled = site.service("dora@real-owner.test");
      site.services().enable(TestSite.code(disabled), false);
    }

    void deliver(TestMessage message, String sender, String recipient) {
      site.deliver(message, sender, recipient);
    }

    void write(String from, String to) {
      deliver(message(from, to), from, to);
    }

    void note(String to) {
      deliver(absence(BOB, to), "", to);
    }

    QueuedMail relayed(String from) {
      return site.relay(TestMessage.of(from, service), from, service);
    }

    private static Verdict bug(Transaction transaction) {
      transaction.draft().orElseThrow().redirect(null);
      return Verdict.DECLINED;
    }

    void gated(String from, Verdict answer) {
      verdict = answer;
      TestMessage asked = message(from, service).set("Subject", "gate");
      deliver(asked.with("X-Time", site.clock.instant().toString()), from, service);
    }
  }

  private static TestMessage message(String from, String to) {
    return TestMessage.of(from, to).set("Message-ID", "<id-of-" + from + ">");
  }

  /** One line of the table: what comes in, what becomes of it, and which notice goes out. */
  private record Row(String name, String ends, String notice, Consumer<Stage> comes) {}

  private static Row row(String name, String ends, String notice, Consumer<Stage> comes) {
    return new Row(name, ends, notice, comes);
  }

  private static final String GHOST = "service-0000000000000000@relay.example";

  private static List<Row> rows() {
    return List.of(
        row("unknown code", "denied unknown-code", "no-such-address", s -> s.write(EVE, GHOST)),
        row(
            "disabled service",
            "denied service-disabled",
            "no-such-address",
            s -> s.write(EVE, s.disabled)),
        row("wrong writer", "denied wrong-writer", "no-such-address", s -> s.write(EVE, s.user)),
        row(
            "stranger at a token",
            "denied wrong-writer",
            "no-such-address",
            s -> s.write(EVE, s.token)),
        row(
            "blind copy",
            "denied bcc",
            "blind-copy",
            s -> s.deliver(message(EVE, "x@else.example"), EVE, s.service)),
        row(
            "signed and opaque",
            "denied signed-opaque",
            "cannot-be-masked",
            s ->
                s.deliver(
                    message(EVE, s.service)
                        .with("Content-Type", "application/pkcs7-mime; smime-type=signed-data"),
                    EVE,
                    s.service)),
        row(
            "plugin says no",
            "denied spam",
            "not-accepted",
            s -> s.gated(EVE, Verdict.deny("5.7.1", "spam"))),
        row("plugin holds", "failed spam", "", s -> s.gated(EVE, Verdict.hold("spam"))),
        row("plugin discards", "discarded spam", "", s -> s.gated(EVE, Verdict.done("spam"))),
        row("plugin puts off", "deferred later", "", s -> s.gated(EVE, Verdict.denySoft("later"))),
        row(
            "put off for five days",
            "failed later",
            "given-up",
            s -> {
              s.gated(EVE, Verdict.denySoft("later"));
              for (int attempt = 1; attempt < 5; attempt++) {
                s.site.sweep();
                s.site.clock.advance(Duration.ofHours(2));
              }
              s.site.clock.advance(Duration.ofDays(6));
            }),
        row(
            "bounce, to the user",
            "discarded bounce",
            "not-delivered",
            s -> s.deliver(bounce(s.token, "5.1.1"), "", s.token)),
        row(
            "bounce again",
            "discarded bounce-again",
            "",
            s -> s.deliver(bounce(s.token, "5.2.2"), "", s.token)),
        row(
            "bounce, to the owner",
            "discarded bounce",
            "not-delivered-owner",
            s -> s.deliver(bounce(s.tokenOfAnswer, "5.2.2"), "", s.tokenOfAnswer)),
        row(
            "bounce to a code",
            "discarded bounce-to-alias",
            "",
            s -> s.deliver(bounce(s.user, "5.1.1"), "", s.user)),
        row(
            "false token",
            "discarded false-token",
            "",
            s -> {
              String forged = "bounce-" + "x".repeat(40) + "@relay.example";
              s.deliver(bounce(forged, "5.1.1"), "", forged);
            }),
        row(
            "complaint of a reader",
            "discarded feedback-report",
            "",
            s ->
                s.deliver(
                    message("fbl@provider.test", s.token)
                        .with("Content-Type", "multipart/report; report-type=feedback-report"),
                    "fbl@provider.test",
                    s.token)),
        row(
            "an alias of ours as the writer",
            "denied loop-own-address",
            "",
            s -> s.write(s.service, s.service)),
        row(
            "too many hops",
            "failed too-many-hops",
            "",
            s -> s.deliver(message(EVE, s.service).with("X-Loop-Hops", "26"), EVE, s.service)),
        row(
            "unknown code, null sender",
            "denied unknown-code",
            "",
            s -> s.deliver(message(EVE, GHOST), "", GHOST)),
        row(
            "unknown code, by a machine",
            "denied unknown-code",
            "",
            s -> s.deliver(message(EVE, GHOST).with("Auto-Submitted", "auto-replied"), EVE, GHOST)),
        row(
            "unknown code, by a list",
            "denied unknown-code",
            "",
            s -> s.deliver(message(EVE, GHOST).with("List-Id", "<l.out.test>"), EVE, GHOST)));
  }

  /** People at a token, machines, what is too much, and what we do wrong. */
  private static List<Row> more() {
    return List.of(
        row("the owner at its token", "relayed", "", s -> s.write(BOB, s.token)),
        row("the user at its token", "relayed", "", s -> s.write(ANN, s.tokenOfAnswer)),
        row("absence note to a token", "relayed", "", s -> s.note(s.token)),
        row(
            "absence note again that day",
            "discarded automatic-again",
            "",
            s -> {
              s.note(s.token);
              s.site.sweepOne();
              s.site.takeAll();
              s.note(s.token);
            }),
        row(
            "absence note of a stranger",
            "discarded null-sender-to-user-code",
            "",
            s -> s.deliver(absence(EVE, s.user), "", s.user)),
        row(
            "owner who gets no answer",
            "denied unanswered",
            "unanswered",
            s -> {
              String code = s.relayed("gus@out.test").find("From", "user-[^>]+");
              for (int i = 0; i < 5; i++) {
                s.site.relay(TestMessage.of(BOB, code), BOB, code);
              }
              s.write(BOB, code);
            }),
        row(
            "more than thirty in ten minutes",
            "deferred too-many-messages",
            "",
            s -> {
              for (int i = 0; i < 30; i++) {
                s.relayed("max@out.test");
              }
              s.write("max@out.test", s.service);
            }),
        row(
            "a bug of ours",
            "failed bug",
            "",
            s -> s.deliver(message(EVE, s.service).set("Subject", "bug"), EVE, s.service)));
  }

  private static TestMessage absence(String from, String to) {
    return TestMessage.of(from, to).with("Auto-Submitted", "auto-replied");
  }

  private static TestMessage bounce(String to, String status) {
    return message("mailer-daemon@mx.real-owner.test", to)
        .with("Content-Type", "multipart/report; report-type=delivery-status; boundary=b")
        .body(
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.real-owner.test\n"
                + "\nFinal-Recipient: rfc822; hidden@real-owner.test\nAction: failed\nStatus: "
                + status
                + "\n\n--b--\n");
  }

  @BeforeAll
  static void open() {
    Stream.of("en", "es").forEach(language -> STAGES.put(language, new Stage(language)));
  }

  @AfterAll
  static void close() {
    STAGES.values().forEach(stage -> stage.site.close());
  }

  @BeforeEach
  void nothingWaits() {
    STAGES.values().forEach(stage -> stage.site.takeAll());
  }

  @TestFactory
  Stream<DynamicTest> table() {
    return STAGES.keySet().stream()
        .flatMap(
            language ->
                Stream.concat(rows().stream(), more().stream())
                    .map(
                        row ->
                            DynamicTest.dynamicTest(
                                row.name() + ", " + language,
                                () -> check(row, language, STAGES.get(language)))));
  }

  private static void check(Row row, String language, Stage stage) throws IOException {
    stage.site.clock.advance(Duration.ofHours(25));
    row.comes().accept(stage);
    Outcome outcome = stage.site.sweepOne();
    assertEquals(row.ends(), (outcome.disposition().word() + " " + outcome.reason()).strip());
    List<QueuedMail> out = stage.site.takeAll();
    assertEquals(row.notice().isEmpty() && !row.ends().equals("relayed") ? 0 : 1, out.size());
    stage.site.clock.advance(Duration.ofDays(6));
    if (outcome.disposition().word().equals("deferred")) {
      stage.verdict = Verdict.DECLINED;
      stage.site.sweep();
    }
    stage.site.takeAll();
    if (!row.notice().isEmpty()) {
      String alias = row.notice().equals("no-such-address") ? "ALIAS@" : "$1-CODE@";
      compare(FOLDER.resolve(row.notice() + "." + language + ".eml"), shown(out.get(0), alias));
    }
  }

  private static void compare(Path file, String notice) throws IOException {
    if (Boolean.getBoolean("notices.write")) {
      Files.writeString(file, notice);
    }
    assertEquals(Files.readString(file), notice, file.toString());
  }

  /** As a person reads it, and the same in every run. */
  private static String shown(QueuedMail notice, String alias) {
    for (String hidden : List.of("hidden", "mx.real-owner.test", "dora")) {
      assertFalse(notice.shows(hidden), notice.text());
    }
    String boundary = notice.contentType().replaceFirst("(?s).*boundary=\"?([^\";]+).*", "$1");
    String file = new String(notice.file(), UTF_8);
    return decoded(file)
        .replace(notice.header("Message-ID"), "<ID@relay.example>")
        .replace(boundary, "BOUNDARY")
        .replace(ZOE, EVE)
        .replaceAll("(service|user|bounce)-[0-9a-z]{16,}@", alias)
        .replaceAll("(?m)^(Date|Arrival-Date): \\w{3}, .*2026 .*", "$1: DATE")
        .replaceAll("(?m)^(Date|Arrival-Date): \\w{3}, .*2027 .*", "$1: DATE");
  }

  private static String decoded(String file) {
    return Pattern.compile("(?s)Content-Transfer-Encoding: base64\n\n([A-Za-z0-9+/=\n]+)")
        .matcher(file)
        .replaceAll(
            m ->
                java.util.regex.Matcher.quoteReplacement(
                    "Content-Transfer-Encoding: base64 (decoded here)\n\n"
                        + new String(Base64.getMimeDecoder().decode(m.group(1)), UTF_8)));
  }

  /** A correspondent whom the operator blocked reads what everybody reads who writes to nobody. */
  @TestFactory
  Stream<DynamicTest> blocked() {
    return STAGES.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      Stage stage = entry.getValue();
                      String to = stage.service;
                      QueuedMail sent = stage.site.relay(TestMessage.of(ZOE, to), ZOE, to);
                      String code = TestSite.code(sent.find("From", "user-[^>]+"));
                      new Correspondents(stage.site.database()).block(code, true);
                      Row row =
                          row(
                              "blocked",
                              "denied correspondent-blocked",
                              "no-such-address",
                              s -> s.write(ZOE, to));
                      check(row, entry.getKey(), stage);
                    }));
  }
}
