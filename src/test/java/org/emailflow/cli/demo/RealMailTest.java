package org.emailflow.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.emailflow.store.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RealMailTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();
  @TempDir Path folder;

  private static final String BOUNCE =
      """
      Return-Path: <>
      From: Mail Delivery Subsystem <mailer-daemon@mx.example>
      Subject: Failed
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary=b

      --b

      nobody@mx.example is unknown here.
      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.example

      Final-Recipient: rfc822; nobody@mx.example
      Action: failed
      Status: 5.1.1
      --b--
      """;

  private void file(String name, String text) throws Exception {
    Path file = folder.resolve("mail").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void sendsEachFileAtAnyDepthAndSaysWhatBecameOfIt() throws Exception {
    file("one.eml", "From: Ann <ann@post.example>\nSubject: First\n\nI am ann@post.example\n");
    file("deep/er/two", "From: tom@tomsmith.example\nTo: x@y.example\n\nNo subject.\n");
    file("bounce.msg", BOUNCE);
    file("steers.eml", "From: e@evil.example\nSubject: \u001b[2J\u001b]0;x\u0007Hi\n\nNo.\n");
    file("headless", "Hello, there is no header here.\n");
    file(".hidden", "From: a@b.example\n\nHello\n");
    try (Rig rig = new Rig(folder, database, "bcc = \"relay\"")) {
      Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("mail"));
      assertTrue(new RealMail(rig.site(), rig.page()).run(link, Instant.now()));
      String shown = rig.shown();
      assertTrue(shown.contains("relayed                       First\n"), shown);
      assertTrue(shown.contains("relayed                       (two)\n"), shown);
      assertTrue(shown.contains("discarded  bounce-to-alias    Failed\n"), shown);
      assertTrue(shown.contains("relayed                       (headless)\n"), shown);
      assertTrue(shown.contains("swept 5: relayed 4 denied 0 discarded 1"), shown);
      assertTrue(shown.contains("4 outbound messages, 0 of which"), shown);
      assertTrue(!shown.contains("\u001b") && !shown.contains(".hidden"), shown);
    }
  }

  @Test
  void aReaderThatStopsIsHeard() throws Exception {
    file("one.eml", "From: ann@post.example\n\nHello\n");
    Runnable stop =
        () -> {
          throw new IllegalStateException("stopped");
        };
    try (Rig rig = new Rig(folder, database, stop)) {
      RealMail mail = new RealMail(rig.site(), rig.page());
      IllegalStateException e =
          assertThrows(
              IllegalStateException.class, () -> mail.run(folder.resolve("mail"), Instant.now()));
      assertEquals("stopped", e.getMessage());
    }
  }
}
