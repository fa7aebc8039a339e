package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Step;
import org.emailflow.store.Database;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a service may write to somebody who does not answer. */
class ReplyBudgetTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";

  @TempDir Path folder;
  private TestSite site;
  private String service;
  private String user;

  private void open(String... settings) {
    site = new TestSite(folder, settings);
    service = site.service(BOB);
    user = site.relay(TestMessage.of(ANN, service), ANN, service).find("From", "user-[^>]+");
  }

  private void openWithMta() {
    open("[auth]", "authserv-id = \"mx.relay.example\"");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private QueuedMail answer() {
    return site.relay(TestMessage.of(BOB, user), BOB, user);
  }

  private String another() {
    site.deliver(TestMessage.of(BOB, user), BOB, user);
    Outcome outcome = site.sweepOne();
    site.takeAll();
    return outcome.disposition().word() + " " + outcome.reason();
  }

  @Test
  void fiveMessagesMayStandUnanswered() {
    open();
    for (int i = 0; i < 5; i++) {
      answer();
    }
    site.deliver(TestMessage.of(BOB, user), BOB, user);
    assertEquals("unanswered", site.sweepOne().reason());
    QueuedMail notice = site.take();
    assertEquals(BOB, notice.recipient());
    assertTrue(notice.header("Subject").contains("wait"), notice.header("Subject"));
    site.relay(TestMessage.of(ANN, service), ANN, service);
    answer();
  }

  @Test
  void theMessagesOfOneBatchCountOneAfterTheOther() {
    open("[relay]", "unanswered = 3");
    for (int i = 0; i < 20; i++) {
      site.deliver(TestMessage.of(BOB, user), BOB, user);
    }
    Map<String, Long> ends =
        site.sweep().stream()
            .collect(Collectors.groupingBy(o -> o.disposition().word(), Collectors.counting()));
    assertEquals(Map.of("relayed", 3L, "denied", 17L), ends);
    assertEquals(3, site.count("select unanswered from conversation"));
  }

  @Test
  void anotherWorkerThatUsesItUpMeanwhileIsSeen() {
    open("[relay]", "unanswered = 1");
    site.deliver(TestMessage.of(BOB, user), BOB, user);
    boolean[] once = {true};
    Failpoints meanwhile =
        step -> {
          if (step == Step.STAGE_WRITTEN && once[0]) {
            once[0] = false;
            site.deliver(TestMessage.of(BOB, user), BOB, user);
            try (Database second = Database.open(site.server().worker())) {
              site.sweep(second, Failpoints.NONE).run(outcome -> {});
            }
          }
        };
    try (Database first = Database.open(site.server().worker())) {
      site.sweep(first, meanwhile).run(outcome -> {});
    }
    assertEquals(
        "1 1",
        site.text(
            "select concat(sum(disposition = 'relayed'), ' ', sum(reason = 'unanswered')) from"
                + " ledger where direction = 'to-user'"));
    assertEquals(1, site.queue().stream().filter(mail -> mail.recipient().equals(ANN)).count());
  }

  @Test
  void whatWasUndoneIsNotCharged() {
    open("[relay]", "unanswered = 2");
    answer();
    site.deliver(TestMessage.of(BOB, user), BOB, user);
    Failpoints dies =
        step -> {
          if (step == Step.COMMITTING) {
            throw new IllegalStateException("planted");
          }
        };
    try (Database database = Database.open(site.server().worker())) {
      assertThrows(
          IllegalStateException.class, () -> site.sweep(database, dies).run(outcome -> {}));
    }
    assertEquals(1, site.count("select unanswered from conversation"));
    assertEquals("relayed", site.sweepOne().disposition().word());
    site.takeAll();
    assertEquals("denied unanswered", another());
  }

  @Test
  void oneForWhomNobodyVouches() {
    openWithMta();
    QueuedMail sent = answer();
    assertEquals("denied unanswered", another());
    site.relay(TestMessage.of(ANN, service), ANN, service);
    assertEquals("denied unanswered", another(), "anybody may write in Ann's name");
    site.relay(TestMessage.of(ANN, service).answering(sent.header("Message-ID")), ANN, service);
    for (int i = 0; i < 5; i++) {
      answer();
    }
    assertEquals("denied unanswered", another());
  }

  @Test
  void fiveAgainOnceOurMtaVouches() {
    openWithMta();
    answer();
    site.relay(TestMessage.of(ANN, service).vouched(), ANN, service);
    for (int i = 0; i < 5; i++) {
      answer();
    }
    assertEquals("denied unanswered", another());
  }

  @Test
  void theIdThatAnotherUserGotProvesNothing() {
    openWithMta();
    String eve = "eve@evil.example";
    String evesCode =
        site.relay(TestMessage.of(eve, service), eve, service).find("From", "user-[^>]+");
    String seen = site.relay(TestMessage.of(BOB, evesCode), BOB, evesCode).header("Message-ID");
    answer();
    site.relay(TestMessage.of(ANN, service).answering(seen), ANN, service);
    assertEquals("denied unanswered", another());
  }

  @Test
  void machinesAnswerNobodyForWhomNobodyVouches() {
    openWithMta();
    TestMessage note = TestMessage.of(BOB, user).with("Auto-Submitted", "auto-replied");
    site.deliver(note, BOB, user);
    Outcome outcome = site.sweepOne();
    assertEquals(
        "discarded automatic-to-unproven", outcome.disposition().word() + " " + outcome.reason());
    assertEquals(List.of(), site.takeAll());
  }
}
