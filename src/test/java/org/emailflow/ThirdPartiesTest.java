package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.emailflow.spool.Failpoints;
import org.emailflow.store.Correspondents;
import org.emailflow.store.Database;
import org.emailflow.store.RoundTrips;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reply-all through the relay: who is shown under a code of its own, and what the code may do. */
class ThirdPartiesTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";
  private static final String CARL = "carl@third.example";

  @TempDir Path folder;
  private TestSite site;
  private String service;

  @BeforeEach
  void open() {
    site =
        new TestSite(
            folder,
            "[auth]",
            "authserv-id = \"mx.relay.example\"",
            "[relay]",
            "third-party = \"mask\"");
    service = site.service(BOB);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private TestMessage first() {
    return TestMessage.of("Ann <" + ANN + ">", service)
        .vouched()
        .with("Cc", "Carl <" + CARL + ">")
        .body("Carl (" + CARL + ") comes too.\n");
  }

  private Outcome send(TestMessage message, String sender, String recipient) {
    site.deliver(message, sender, recipient);
    return site.sweepOne();
  }

  private static String how(Outcome outcome) {
    return outcome.disposition().word() + " " + outcome.reason();
  }

  @Test
  void anAnswerToAllReachesAllThroughTheRelay() {
    TestMessage first = first();
    QueuedMail seen = site.relay(first, ANN, service);
    String ann = seen.codes("From").get(0);
    String carl = seen.codes("Cc").get(0);
    assertEquals("Carl <" + carl + ">", seen.header("Cc"));
    assertTrue(seen.body().contains("Carl (" + carl + ") comes too."), seen.body());
    assertFalse(seen.shows("third.example"), seen.text());

    TestMessage answer =
        TestMessage.of("Bob <" + BOB + ">", ann)
            .vouched()
            .with("Cc", "Carl <" + carl + ">, Dora <dora@real-owner.test>")
            .answering(seen.header("Message-ID"));
    site.deliver(answer, BOB, ann);
    site.deliver(answer, BOB, carl);
    assertEquals(List.of("relayed ", "relayed "), site.sweep().stream().map(o -> how(o)).toList());
    Map<String, QueuedMail> sent =
        site.takeAll().stream()
            .collect(Collectors.toMap(QueuedMail::recipient, Function.identity()));
    QueuedMail toAnn = sent.get(ANN);
    QueuedMail toCarl = sent.get(CARL);
    for (QueuedMail mail : sent.values()) {
      assertFalse(mail.shows("real-owner.test"), mail.text());
      assertTrue(mail.header("From").contains(service), mail.header("From"));
      assertEquals(first.field("Message-ID"), mail.header("In-Reply-To"));
      assertEquals(toAnn.header("Message-ID"), mail.header("Message-ID"));
    }
    assertNull(toAnn.header("Cc"), "Ann may not write to Carl's code");
    assertEquals(ANN, toAnn.find("To", "[^ <]+@[^ >]+"));
    assertFalse(toCarl.shows(ann) || toCarl.shows(ANN), toCarl.text());

    QueuedMail back =
        site.relay(
            TestMessage.of("Carl <" + CARL + ">", service)
                .vouched()
                .with("Cc", ANN)
                .answering(first.field("Message-ID"), toCarl.header("Message-ID")),
            CARL,
            service);
    assertEquals(List.of(carl), back.codes("From"));
    assertEquals(List.of(ann), back.codes("Cc"));
    assertEquals(answer.field("Message-ID"), back.header("In-Reply-To"));
  }

  @Test
  void aCopiedCodeIsForTheAnswerUntilItsOwnerWrites() {
    QueuedMail seen = site.relay(first(), ANN, service);
    String carl = seen.codes("Cc").get(0);
    assertEquals("denied copied-code", how(send(TestMessage.of(BOB, carl), BOB, carl)));
    QueuedMail notice = site.take();
    assertEquals(BOB, notice.recipient());
    assertFalse(notice.shows(CARL), notice.text());
    TestMessage other = TestMessage.of(BOB, carl).answering("<another@mail.real-owner.test>");
    assertEquals("denied copied-code", how(send(other, BOB, carl)));
    TestMessage automatic = TestMessage.of(BOB, carl).with("Auto-Submitted", "auto-replied");
    assertEquals("denied copied-code", how(send(automatic, BOB, carl)));

    String mark = seen.header("Message-ID");
    assertEquals("relayed ", how(send(TestMessage.of(BOB, carl).answering(mark), BOB, carl)));
    assertEquals(
        "denied unanswered", how(send(TestMessage.of(BOB, carl).answering(mark), BOB, carl)));
    site.takeAll();
    site.relay(TestMessage.of(CARL, service).vouched(), CARL, service);
    for (int i = 0; i < 5; i++) {
      site.relay(TestMessage.of(BOB, carl), BOB, carl);
    }
    assertEquals("denied unanswered", how(send(TestMessage.of(BOB, carl), BOB, carl)));
  }

  @Test
  void whoKnowsWhatTheServiceSawCannotWriteAsTheCopied() {
    QueuedMail seen = site.relay(first(), ANN, service);
    String carl = seen.codes("Cc").get(0);
    TestMessage forged = TestMessage.of(CARL, service).answering(seen.header("Message-ID"));
    site.relay(forged, CARL, service);
    assertEquals("denied copied-code", how(send(TestMessage.of(BOB, carl), BOB, carl)));
  }

  @Test
  void onlyForWhomOurMtaVouchesCodesAreMade() {
    for (TestMessage message :
        List.of(
            TestMessage.of(ANN, service).with("Cc", CARL),
            TestMessage.of(ANN, service)
                .vouched()
                .with("Cc", CARL)
                .with("Auto-Submitted", "auto-generated"))) {
      assertNull(site.relay(message, ANN, service).header("Cc"));
    }
    assertEquals(1, site.count("select count(*) from correspondent"));
  }

  @Test
  void twentyAtMostAreMasked() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      many.add("g" + i + "@third.example");
    }
    QueuedMail seen =
        site.relay(
            TestMessage.of(ANN, service).vouched().with("Cc", String.join(", ", many)),
            ANN,
            service);
    assertEquals(20, seen.codes("Cc").size());
    assertEquals(21, site.count("select count(*) from correspondent"));
    assertFalse(seen.shows("third.example"), seen.text());
  }

  @Test
  void codesForManyCostNoRoundTripMore() {
    for (int i = 0; i < 20; i++) {
      TestMessage message = TestMessage.of("w" + i + "@real-user.example", service).vouched();
      message.with("Cc", CARL + ", c" + i + "@third.example, d" + i + "@third.example");
      site.deliver(message, "w" + i + "@real-user.example", service);
    }
    String ghost = "service-0000000000000000@relay.example";
    site.deliver(TestMessage.of("x@out.test", ghost), "x@out.test", ghost);
    RoundTrips trips = new RoundTrips();
    try (Database counted = trips.open(site.server().worker())) {
      site.sweep(counted, Failpoints.NONE).run(outcome -> {});
    }
    assertEquals(10 + 4, trips.take());
    assertEquals(20 + 20 + 20 + 1, site.count("select count(*) from correspondent"));
  }

  @Test
  void partiesAndOurOwnAddressesAreNoThirdOnes() {
    String other = site.service("else@real-owner.test");
    QueuedMail seen =
        site.relay(
            TestMessage.of(ANN, service + ", " + BOB + ", ann+tag@real-user.example")
                .vouched()
                .with("Cc", "user-0000000000000000@relay.example, info@relay.example, " + other),
            ANN,
            service);
    assertEquals(1, site.count("select count(*) from correspondent"));
    assertEquals(other, seen.header("Cc"));
    assertFalse(seen.shows("real-user.example"), seen.text());
  }

  @Test
  void whoHasACodeKeepsItAndWhoIsBlockedIsNotShown() {
    String carl =
        site.relay(TestMessage.of(CARL, service).vouched(), CARL, service).codes("From").get(0);
    assertEquals(List.of(carl), site.relay(first(), ANN, service).codes("Cc"));
    assertEquals(
        "mail", site.text("select origin from correspondent where address = '" + CARL + "'"));
    new Correspondents(site.database()).block(TestSite.code(carl), true);
    assertNull(site.relay(first(), ANN, service).header("Cc"));
  }
}
