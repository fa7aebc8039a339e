package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A listing's owner has twenty codes made, ten by mail with forged From lines, ten by copies from a
 * real account of his own, and then writes to them in every way that he can think of, for three
 * days. One message reaches each: the budget of somebody for whom nobody vouches.
 */
class SpamCannonTest {
  private static final String OWNER = "owner@spammer.example";
  private static final String ACCOMPLICE = "accomplice@spammer.example";
  private static final int EACH = 10;

  @TempDir Path folder;
  private TestSite site;
  private String service;

  @AfterEach
  void close() {
    site.close();
  }

  private static String forged(int i) {
    return "forged" + i + "@victim.example";
  }

  private static String copied(int i) {
    return "copied" + i + "@victim.example";
  }

  @Test
  void atMostTheBudgetLeaves() {
    site =
        new TestSite(
            folder,
            "[auth]",
            "authserv-id = \"mx.relay.example\"",
            "[relay]",
            "third-party = \"mask\"");
    service = site.service(OWNER);
    List<String> codes = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      TestMessage message = TestMessage.of(forged(i), service);
      QueuedMail seen = site.relay(message, forged(i), service);
      codes.addAll(seen.codes("From"));
      ids.add(seen.header("Message-ID"));
      ids.add(message.field("Message-ID"));
    }
    List<String> victims = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      victims.add(copied(i));
    }
    TestMessage mail =
        TestMessage.of(ACCOMPLICE, service).vouched().with("Cc", String.join(", ", victims));
    QueuedMail seen = site.relay(mail, ACCOMPLICE, service);
    codes.addAll(seen.codes("Cc"));
    ids.add(seen.header("Message-ID"));
    ids.add(mail.field("Message-ID"));
    String own = seen.codes("From").get(0);
    ids.add(site.relay(TestMessage.of(OWNER, own), OWNER, own).header("Message-ID"));
    assertEquals(2 * EACH, codes.size());

    int[] reached = shoot(codes, ids);
    for (int hits : reached) {
      assertTrue(hits <= 1, List.of(reached).toString());
    }
    assertEquals(2 * EACH, java.util.Arrays.stream(reached).sum());
  }

  /** How many messages each victim got. */
  private int[] shoot(List<String> codes, List<String> ids) {
    Random random = new Random(25);
    int[] reached = new int[codes.size()];
    for (int round = 0; round < 12; round++) {
      for (String code : codes) {
        site.deliver(shot(code, ids, random), random.nextInt(4) == 0 ? "" : OWNER, code);
      }
      for (int i = 0; i < EACH; i++) {
        for (String victim : List.of(forged(i), copied(i))) {
          String id = ids.get(random.nextInt(ids.size()));
          site.deliver(TestMessage.of(victim, service).answering(id), victim, service);
        }
      }
      site.sweep();
      for (QueuedMail mail : site.takeAll()) {
        for (int i = 0; i < EACH; i++) {
          reached[i] += mail.recipient().equals(forged(i)) && !mail.sender().isEmpty() ? 1 : 0;
          reached[EACH + i] +=
              mail.recipient().equals(copied(i)) && !mail.sender().isEmpty() ? 1 : 0;
        }
      }
      site.clock.advance(Duration.ofHours(6));
    }
    return reached;
  }

  /** A message in the owner's name, really his: fresh, an answer, or marked as a machine's. */
  private static TestMessage shot(String code, List<String> ids, Random random) {
    TestMessage shot = TestMessage.of(OWNER, code).vouched();
    switch (random.nextInt(4)) {
      case 0 -> shot.answering(ids.get(random.nextInt(ids.size())));
      case 1 -> shot.answering(ids.toArray(new String[0]));
      case 2 -> shot.with("Auto-Submitted", "auto-replied");
      default -> {}
    }
    return shot;
  }
}
