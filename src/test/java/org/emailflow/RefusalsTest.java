package org.emailflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.emailflow.RefusalRow.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.emailflow.store.Correspondents;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is refused, how, and who is told: a row a line of the table of what happens to what. */
class RefusalsTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";
  private static final String GHOST = "service-0000000000000000@relay.example";

  @TempDir static Path folder;
  private static TestSite site;
  private static String service;
  private static String user;
  private static String token;
  private static QueuedMail sent;
  private static String tokenOfAnswer;
  private static String disabled;
  private static String userOfDisabled;
  private static String tokenOfDisabled;
  private static String expired;
  private static String blockedUser;

  @BeforeAll
  static void open() {
    site = new TestSite(folder);
    service = site.service(BOB);
    sent = site.relay(TestMessage.of(ANN, service), ANN, service);
    user = sent.find("From", "user-[^>]+");
    token = sent.sender();
    tokenOfAnswer = site.relay(TestMessage.of(BOB, user), BOB, user).sender();
    disabled = site.service("dora@real-owner.test");
    QueuedMail toDora = site.relay(TestMessage.of(ANN, disabled), ANN, disabled);
    userOfDisabled = toDora.find("From", "user-[^>]+");
    tokenOfDisabled = toDora.sender();
    site.services().enable(TestSite.code(disabled), false);
    expired =
        site.service(Optional.of(site.clock.instant().minusSeconds(1)), "emil@real-owner.test");
    String blocked = "blocked@real-user.example";
    QueuedMail toBlock = site.relay(TestMessage.of(blocked, service), blocked, service);
    blockedUser = toBlock.find("From", "user-[^>]+");
    new Correspondents(site.database()).block(TestSite.code(blockedUser), true);
  }

  @AfterAll
  static void close() {
    site.close();
  }

  @BeforeEach
  void empty() {
    site.takeAll();
  }

  /** Refused with 5.1.1: none of these may be told from another. */
  static Stream<RefusalRow> nobodyThere() {
    return Stream.of(
        row("unknown service code", "a1@out.test", GHOST).denied("unknown-code"),
        row("unknown user code", "a2@out.test", "user-0000000000000000@relay.example")
            .denied("unknown-code"),
        row("no code at all", "a3@out.test", "info@relay.example").denied("unknown-code"),
        row("disabled", "a4@out.test", disabled).denied("service-disabled"),
        row("expired", "a5@out.test", expired).denied("service-expired"),
        row("blocked", "blocked@real-user.example", service).denied("correspondent-blocked"),
        row("to a blocked one", BOB, blockedUser).denied("correspondent-blocked"),
        row("to the user of a disabled one", "dora@real-owner.test", userOfDisabled)
            .denied("service-disabled"),
        row("wrong writer", "eve1@evil.example", user).denied("wrong-writer"),
        row("wrong envelope", BOB, user).from("eve2@evil.example").denied("wrong-writer"),
        row("wrong From", "eve3@evil.example", user)
            .from("Bob@Real-Owner.test")
            .denied("wrong-writer")
            .noticeTo("Bob@Real-Owner.test"),
        row("forged lower Return-Path", "eve4@evil.example", user)
            .top("Return-Path", "<" + BOB + ">")
            .top("Received", "from x by y; Sat, 21 Nov 2026 10:00:00 +0000")
            .denied("wrong-writer"),
        row("an address that no column holds", "x".repeat(330) + "@out.test", user)
            .from("eve7@evil.example")
            .denied("writer-address"),
        row("a stranger at the service's token", "eve5@evil.example", token).denied("wrong-writer"),
        row("a stranger at the user's token", "eve6@evil.example", tokenOfAnswer)
            .denied("wrong-writer"));
  }

  static Stream<RefusalRow> others() {
    return Stream.of(
        row("bcc", "b1@out.test", service).to("someone@else.example").denied("bcc"),
        row("upper case", "b2@out.test", service.toUpperCase(java.util.Locale.ROOT)).relayed(),
        row("owner in upper case", "BOB@REAL-OWNER.TEST", user).relayed(),
        row("owner's sub-address", "bob+flats@real-owner.test", user).relayed(),
        row("owner behind BATV", BOB, user).from("prvs=1234abcdef=bob@real-owner.test").relayed(),
        row("person at a token", BOB, token).relayed(),
        row("the user at its token", ANN, tokenOfAnswer).relayed(),
        row("absence note to a token, To somebody", BOB, token)
            .from("")
            .to("user@else.example")
            .with("Auto-Submitted", "auto-replied")
            .relayed(),
        row("named in Cc", "b3@out.test", service).to("x@y.example").with("Cc", service).relayed(),
        row("null sender with the owner's From", BOB, user)
            .from("")
            .ends("discarded", "null-sender-to-user-code"),
        row("null sender to nobody", "b4@out.test", GHOST).from("").ends("denied", "unknown-code"),
        row("automatic to nobody", "b5@out.test", GHOST)
            .with("Auto-Submitted", "auto-replied")
            .ends("denied", "unknown-code"),
        row("list to nobody", "b6@out.test", GHOST)
            .with("List-Id", "<l.out.test>")
            .ends("denied", "unknown-code"),
        row("nobody wrote it", "", service).from("").ends("denied", "no-writer"),
        row("automatic to a token, by nobody", "", token).from("").ends("denied", "no-writer"),
        row("automatic to the token of a disabled one", "dora@real-owner.test", tokenOfDisabled)
            .from("")
            .ends("denied", "service-disabled"),
        row("own alias writes", service, service)
            .from("b7@out.test")
            .ends("denied", "loop-own-address"),
        row("own alias writes to nobody", service, GHOST)
            .from("b12@out.test")
            .ends("denied", "loop-own-address"),
        row("an address that no column holds", "x".repeat(330) + "@out.test", service)
            .from("")
            .ends("denied", "writer-address"),
        row("own alias sends", "b8@out.test", service)
            .from(user)
            .ends("denied", "loop-own-address"),
        row("our own domain sends, without a code", "b13@out.test", GHOST)
            .from("info@relay.example")
            .ends("denied", "unknown-code"),
        row("our other domain sends", "b14@out.test", GHOST)
            .from("prvs=1234abcdef=Info@Second.Example")
            .ends("denied", "unknown-code"),
        row("hops told", "b9@out.test", service)
            .with("X-Loop-Hops", "26")
            .ends("failed", "too-many-hops"),
        row("writer without an address", "just-a-name", service).from("b10@out.test").relayed(),
        row("bounce to a service", "mailer-daemon@mx.test", service)
            .from("")
            .ends("discarded", "bounce-to-alias"),
        row("bounce to a user", "mailer-daemon@mx.test", user)
            .from("")
            .ends("discarded", "bounce-to-alias"),
        row("false token", "b11@out.test", "bounce-" + "x".repeat(40) + "@relay.example")
            .ends("discarded", "false-token"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nobodyThere")
  void nobodyIsThere(RefusalRow row) {
    check(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void ends(RefusalRow row) {
    check(row);
  }

  private static void check(RefusalRow row) {
    site.clock.advance(Duration.ofHours(25));
    site.deliver(row.message(), row.sender(), row.recipient());
    Outcome outcome = site.sweepOne();
    assertEquals(row.disposition(), outcome.disposition().word(), outcome.toString());
    assertEquals(row.reason(), outcome.reason());
    List<QueuedMail> queue = site.takeAll();
    boolean relayed = row.disposition().equals("relayed");
    assertEquals(relayed || row.notice().isPresent() ? 1 : 0, queue.size());
    assertEquals(queue.stream().map(mail -> "new/" + mail.name()).toList(), outcome.outbound());
    row.notice().ifPresent(to -> assertNotice(queue.get(0), to));
  }

  private static void assertNotice(QueuedMail notice, String to) {
    assertEquals("<>", notice.envelope("Sender"));
    assertEquals("<" + to + ">;notify=never", notice.envelope("Recipient"));
    assertTrue(notice.header("To").contains(to));
    assertTrue(notice.header("From").contains("mailer-daemon@relay.example"));
    assertTrue(notice.header("Auto-Submitted").startsWith("auto-"), notice.text());
    assertTrue(notice.contentType().startsWith("multipart/report"), notice.contentType());
    assertTrue(notice.contentType().contains("delivery-status"), notice.contentType());
    for (String hidden : List.of(ANN, BOB, "dora@real-owner.test", "emil@real-owner.test")) {
      assertFalse(!hidden.equalsIgnoreCase(to) && notice.shows(hidden), notice.text());
    }
  }

  @Test
  void nothingIsLearntByAskingWhoIsThere() {
    List<String> texts = new ArrayList<>();
    nobodyThere()
        .forEach(
            row -> {
              site.clock.advance(Duration.ofHours(25));
              site.deliver(row.message(), row.sender(), row.recipient());
              site.sweepOne();
              texts.add(evened(site.take(), row));
            });
    assertEquals(1, texts.stream().distinct().count(), String.join("\n=====\n", texts));
  }

  /** The notice without what the writer sent, what it is made of, and when. */
  private static String evened(QueuedMail notice, RefusalRow row) {
    String boundary = notice.contentType().replaceFirst("(?s).*boundary=\"?([^\";]+).*", "$1");
    String id = row.message().field("Message-ID");
    return new String(notice.file(), UTF_8)
        .replace(boundary, "BOUNDARY")
        .replace(notice.header("Message-ID"), "<ID>")
        .replace(id, "<THEIRS>")
        .replace(row.recipient(), "ALIAS")
        .replace(row.sender(), "SENDER")
        .replaceAll("(?m)^(Date|Arrival-Date|Last-Attempt-Date): .*", "$1");
  }

  @Test
  void aSenderIsToldOnceADayAndCase() {
    String carl = "carl@out.test";
    assertEquals(1, notices(TestMessage.of(carl, GHOST), carl, GHOST));
    assertEquals(0, notices(TestMessage.of(carl, GHOST), carl, GHOST));
    assertEquals(0, notices(TestMessage.of(carl, disabled), "CARL@out.test", disabled));
    assertEquals(1, notices(TestMessage.of(carl, "x@y.example"), carl, service));
    site.clock.advance(Duration.ofHours(23));
    assertEquals(0, notices(TestMessage.of(carl, GHOST), carl, GHOST));
    site.clock.advance(Duration.ofHours(1).plusSeconds(1));
    assertEquals(1, notices(TestMessage.of(carl, GHOST), carl, GHOST));
  }

  @Test
  void twoInOneBatchAreToldOnce() {
    site.deliver(TestMessage.of("dan@out.test", GHOST), "dan@out.test", GHOST);
    site.deliver(TestMessage.of("dan@out.test", GHOST), "dan@out.test", GHOST);
    assertEquals(2, site.sweep().size());
    assertEquals(1, site.takeAll().size());
  }

  @Test
  void theSameMessageAgainIsANewGenerationButNoSecondNotice() {
    byte[] raw = TestMessage.of("fay@out.test", GHOST).bytes();
    for (int generation = 1; generation <= 3; generation++) {
      String name = site.deliver(raw, "fay@out.test", GHOST);
      Outcome outcome = site.sweepOne();
      assertEquals("denied", outcome.disposition().word());
      assertEquals(
          generation, site.count("select max(generation) from ledger where name = '" + name + "'"));
      assertEquals(generation == 1 ? 1 : 0, site.takeAll().size());
    }
  }

  private static int notices(TestMessage message, String sender, String recipient) {
    site.deliver(message, sender, recipient);
    assertEquals("denied", site.sweepOne().disposition().word());
    return site.takeAll().size();
  }

  @Test
  void whatComesBackAsItWasSentIsALoop() {
    site.deliver(sent.message(), BOB, service);
    assertEquals("loop-own-address", site.sweepOne().reason());
    assertTrue(site.takeAll().isEmpty());
  }

  @Test
  void whatWentThroughTooManyHandsIsALoop() {
    TestMessage message = TestMessage.of("gil@out.test", service);
    for (int i = 0; i < 26; i++) {
      message.onTop("Received", "from a by b; Sat, 21 Nov 2026 10:00:00 +0000");
    }
    site.deliver(message, "gil@out.test", service);
    Outcome outcome = site.sweepOne();
    assertEquals("failed too-many-hops", outcome.disposition().word() + " " + outcome.reason());
    assertTrue(site.takeAll().isEmpty());
  }

  @Test
  void theMarkOfAnotherConversationStopsNobody() {
    TestMessage message = TestMessage.of("hal@out.test", service);
    message.with("X-Efm-Loop", sent.header("X-Efm-Loop"));
    assertFalse(site.relay(message, "hal@out.test", service).shows("hal@out.test"));
  }
}
