package org.emailflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.emailflow.config.ConfigException;
import org.emailflow.spool.Failpoints;
import org.emailflow.spool.Step;
import org.emailflow.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is not told, because nobody knows who it is; and what a site says in its own words. */
class NoticeLimitsTest {
  private static final String GHOST = "service-0000000000000000@relay.example";
  private static final String[] AUTH = {"[auth]", "authserv-id = \"mx.relay.example\""};

  @TempDir Path folder;
  private TestSite site;

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  private void refused(String from, String sender, String result) {
    TestMessage message =
        TestMessage.of(from, GHOST)
            .onTop(
                "Received",
                "from mx.out.test by mx.relay.example; Sat, 21 Nov 2026 10:00:00 +0000");
    if (!result.isEmpty()) {
      message.onTop("Authentication-Results", "mx.relay.example; " + result);
    }
    site.deliver(message, sender, GHOST);
  }

  private int told() {
    site.sweep().forEach(outcome -> assertEquals("denied", outcome.disposition().word()));
    return site.takeAll().size();
  }

  @Test
  void whoIsForgedIsNotTold() {
    site = new TestSite(folder, AUTH);
    refused("eve@out.test", "eve@out.test", "dmarc=fail header.from=out.test");
    assertEquals(0, told());
  }

  @Test
  void oneKilobyteOfTheHeaderIsShown() {
    site = new TestSite(folder);
    TestMessage message =
        TestMessage.of("eve@out.test", GHOST)
            .set("Subject", "s".repeat(700))
            .set("Message-ID", "<m@out.test>")
            .with("Cc", "c".repeat(300) + "@out.test, x@out.test");
    site.deliver(message, "eve@out.test", GHOST);
    site.sweepOne();
    String text = site.take().text().replace("\r\n", "\n");
    int from = text.indexOf("\n\n", text.indexOf("text/rfc822-headers")) + 2;
    String shown = text.substring(from, text.indexOf("\n--", from));
    assertTrue(shown.length() <= 1024, shown);
    assertTrue(shown.contains("\nMessage-ID: <m@out.test>\nTo: " + GHOST), shown);
    assertFalse(shown.contains("Cc:"), shown);
  }

  @Test
  void strangersShareTwentyAnHour() {
    site = new TestSite(folder, AUTH);
    for (int i = 0; i < 30; i++) {
      String stranger = "stranger" + i + "@out.test";
      refused(stranger, stranger, "");
    }
    assertEquals(20, told());
    refused("late@out.test", "late@out.test", "");
    assertEquals(0, told());
    refused("real@out.test", "real@out.test", "dmarc=pass header.from=out.test");
    assertEquals(1, told());
    refused("real2@out.test", "victim@elsewhere.test", "dmarc=pass header.from=out.test");
    assertEquals(0, told());
    site.clock.advance(Duration.ofMinutes(61));
    refused("late@out.test", "late@out.test", "");
    assertEquals(1, told());
  }

  /** It is charged with the rows of its batch, or not at all. */
  @Test
  void whatWasUndoneIsNotCharged() {
    site = new TestSite(folder, AUTH);
    refused("eve@out.test", "eve@out.test", "");
    Failpoints dies =
        step -> {
          if (step == Step.COMMITTING) {
            throw new IllegalStateException("planted");
          }
        };
    try (Database own = Database.open(site.server().worker())) {
      assertThrows(IllegalStateException.class, () -> site.sweep(own, dies).run(outcome -> {}));
    }
    assertEquals(0, site.count("select count(*) from notice_sent"));
    assertEquals(1, told());
    assertEquals(2, site.count("select count(*) from notice_sent"), "hers, and a place");
  }

  @Test
  void theDomainThatWasWrittenToHasItsLanguage() {
    site = new TestSite(folder, "[domain.\"second.example\"]", "language = \"es\"");
    String ghost = "service-0000000000000000@second.example";
    site.deliver(TestMessage.of("eve@out.test", ghost), "eve@out.test", ghost);
    site.sweep();
    QueuedMail notice = site.take();
    assertTrue(notice.body().startsWith("Su mensaje a " + ghost), notice.text());
    assertEquals("mailer-daemon@second.example", notice.header("From"));
  }

  private String[] own(String name, String text) throws IOException {
    Path templates = Files.createDirectories(folder.resolve("notices"));
    Files.writeString(templates.resolve(name), text);
    return new String[] {"[notice]", "templates = \"" + templates + "\""};
  }

  @Test
  void aSitesOwnTextIsSaid() throws IOException {
    site = new TestSite(folder, own("no-such-address.en.txt", "Sorry!\nNobody at {alias}.\n"));
    refused("eve@out.test", "eve@out.test", "");
    site.sweep();
    QueuedMail notice = site.take();
    assertEquals("Sorry!", notice.header("Subject"));
    assertTrue(notice.body().startsWith("Nobody at " + GHOST + "."), notice.text());
    assertFalse(notice.shows("listing"), notice.text());
  }

  @Test
  void aTextThatIsBrokenIsRefusedWithItsFile() {
    assertProblem("blind-copi.en.txt", "A\nB\n", "did you mean blind-copy.en.txt?");
    assertProblem("blind-copy.en.txt", "only a subject\n", "blind-copy.en.txt:1: write");
    assertProblem("blind-copy.en.txt", "A\n\nDear {name}\n", "blind-copy.en.txt:3: {name}");
  }

  private void assertProblem(String name, String text, String expected) {
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> new TestSite(folder.resolve(name), own(name, text)));
    assertTrue(e.problems().toString().contains(expected), e.problems().toString());
    assertTrue(folder.resolve("notices").resolve(name).toFile().delete());
  }
}
