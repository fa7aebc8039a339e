package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.emailflow.spool.Folder;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phases 0 to 4: what either side sees, byte by byte, and that threads hold in both mailboxes. */
class PhasesTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";

  @TempDir Path folder;
  private TestSite site;
  private String service;

  @BeforeEach
  void open() {
    site = new TestSite(folder);
    service = site.service(BOB, "desk@real-owner.test");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private TestMessage first() {
    return TestMessage.of("\"Ann (" + ANN + ")\" <" + ANN + ">", "Casa Azul <" + service + ">")
        .with("Received", "from laptop.real-user.example (10.0.0.7) by mx.relay.example")
        .with("Sender", ANN)
        .with("X-Originating-IP", "[10.0.0.7]")
        .with("User-Agent", "Mail of real-user.example")
        .set("Subject", "Is it free? Write to " + ANN)
        .with("Content-Type", "text/html; charset=utf-8")
        .body("<p>I am <a href=\"mailto:ann%40real-user.example\">Ann</a>, " + ANN + "</p>\n");
  }

  private TestMessage reply(QueuedMail to) {
    String user = to.find("From", "user-[0-9a-z]{16}@relay\\.example");
    return TestMessage.of("Bob <" + BOB + ">", "Ann <" + user + ">")
        .set("Subject", "Re: Is it free?")
        .with("Cc", "desk@real-owner.test")
        .answering(to.header("Message-ID"))
        .body("Yes. " + BOB + "\n\nAnn <" + user + "> wrote:\n> is it free?\n");
  }

  private static void assertHidesAnn(QueuedMail mail) {
    assertFalse(mail.shows(ANN), mail.text());
    assertFalse(mail.shows("real-user.example"), mail.text());
    assertFalse(
        new String(mail.file(), java.nio.charset.StandardCharsets.ISO_8859_1).contains(ANN));
  }

  private static void assertHidesBob(QueuedMail mail) {
    assertFalse(mail.shows(BOB), mail.text());
    assertFalse(mail.shows("real-owner.test"), mail.text());
    assertFalse(
        new String(mail.file(), java.nio.charset.StandardCharsets.ISO_8859_1).contains(BOB));
  }

  @Test
  void theServiceSeesTheUserUnderItsAliasOnly() {
    QueuedMail sent = site.relay(first(), ANN, service);
    assertHidesAnn(sent);
    assertEquals(BOB, sent.recipient());
    assertTrue(sent.sender().matches("bounce-[0-9a-z]{33,}@relay\\.example"), sent.sender());
    assertEquals("<" + BOB + ">;orcpt=rfc822;" + service, sent.envelope("Recipient"));
    assertEquals("bounce-" + sent.envelope("Envid") + "@relay.example", sent.sender());
    String user = sent.find("From", "user-[0-9a-z]{16}@relay\\.example");
    assertTrue(sent.header("To").contains(BOB), sent.header("To"));
    assertFalse(sent.header("To").contains(service), sent.header("To"));
    assertTrue(sent.header("Subject").contains(user), sent.header("Subject"));
    assertTrue(sent.header("Message-ID").endsWith("@relay.example>"));
    assertEquals(1, site.names(Folder.DONE).size());
  }

  @Test
  void theUserSeesTheServiceUnderItsAliasAndItselfAsItIs() {
    QueuedMail sent = site.relay(first(), ANN, service);
    QueuedMail back = site.relay(reply(sent), BOB, sent.find("From", "user-[^>]+"));
    assertHidesBob(back);
    assertEquals(ANN, back.recipient());
    assertTrue(back.header("From").contains(service), back.header("From"));
    assertTrue(back.header("To").contains(ANN), back.header("To"));
    assertTrue(back.body().contains("Ann <" + ANN + "> wrote:"), back.body());
    assertTrue(back.body().contains("Yes. " + service), back.body());
  }

  @Test
  void threadsHoldInBothMailboxesAndTheUserKeepsItsCode() {
    converse(() -> {});
  }

  @Test
  void aRotationOfTheKeysMovesNoThreadNoCodeAndNoToken() {
    QueuedMail last = converse(site::rotateKeys);
    TestMessage stray =
        TestMessage.of("Bob <" + BOB + ">", last.sender()).body("To the wrong one.\n");
    site.rotateKeys();
    QueuedMail found = site.relay(stray, BOB, last.sender());
    assertEquals(ANN, found.recipient());
  }

  @Test
  void theMarkOfAnOlderKeyStillEndsALoop() {
    QueuedMail sent = site.relay(first(), ANN, service);
    site.rotateKeys();
    site.deliver(sent.message(), BOB, service);
    String mark = sent.header("X-Efm-Loop");
    site.deliver(TestMessage.of(ANN, service).with("X-Efm-Loop", mark), ANN, service);
    assertEquals(
        List.of("loop-own-address", "loop-own-mark"),
        site.sweep().stream().map(Outcome::reason).sorted().toList());
  }

  private QueuedMail converse(Runnable between) {
    TestMessage one = first();
    QueuedMail oneAtBob = site.relay(one, ANN, service);
    between.run();
    TestMessage two = reply(oneAtBob);
    QueuedMail twoAtAnn = site.relay(two, BOB, oneAtBob.find("From", "user-[^>]+"));
    assertEquals(one.field("Message-ID"), twoAtAnn.header("In-Reply-To"));
    assertEquals(one.field("Message-ID"), twoAtAnn.header("References"));
    between.run();
    TestMessage three =
        TestMessage.of("Ann <" + ANN + ">", twoAtAnn.find("From", "service-[^>]+"))
            .answering(one.field("Message-ID"), twoAtAnn.header("Message-ID"));
    QueuedMail threeAtBob = site.relay(three, ANN, service);
    assertHidesAnn(threeAtBob);
    assertEquals(two.field("Message-ID"), threeAtBob.header("In-Reply-To"));
    assertEquals(
        oneAtBob.header("Message-ID") + " " + two.field("Message-ID"),
        threeAtBob.header("References").replaceAll("\\s+", " "));
    assertEquals(oneAtBob.find("From", "user-[^>]+"), threeAtBob.find("From", "user-[^>]+"));
    assertNotEquals(oneAtBob.sender(), threeAtBob.sender());
    assertEquals(1, site.count("select count(*) from correspondent"));
    return threeAtBob;
  }

  @Test
  void aServiceWithSeveralAddressesAnswersFromTheSecond() {
    QueuedMail sent = site.relay(first(), ANN, service);
    TestMessage answer =
        TestMessage.of("Desk <desk@real-owner.test>", sent.find("From", "user-[^>]+"))
            .body("I am desk@real-owner.test, ask " + BOB + " too.\n");
    QueuedMail back = site.relay(answer, "desk@real-owner.test", sent.find("From", "user-[^>]+"));
    assertHidesBob(back);
    assertFalse(back.shows("desk@real-owner.test"), back.text());
    assertTrue(back.header("From").contains(service), back.header("From"));
  }

  @Test
  void oneUserHasAnotherCodeWithEachService() {
    String other = site.service("eva@real-owner.test");
    QueuedMail atBob = site.relay(TestMessage.of(ANN, service), ANN, service);
    QueuedMail atEva = site.relay(TestMessage.of(ANN, other), ANN, other);
    assertNotEquals(atBob.find("From", "user-[^>]+"), atEva.find("From", "user-[^>]+"));
    assertNotEquals(atBob.header("Message-ID"), atEva.header("Message-ID"));
  }

  @Test
  void theBaseOfASubaddressIsTheWritersToo() {
    TestMessage message =
        TestMessage.of("Ann <ann+flats@real-user.example>", service)
            .body("Or write to " + ANN + "\n");
    QueuedMail sent = site.relay(message, "ann+flats@real-user.example", service);
    assertHidesAnn(sent);
  }
}
