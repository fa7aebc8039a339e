package org.emailflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.emailflow.TestMessage;
import org.emailflow.TestSite;
import org.emailflow.spool.Folder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code efm deliver} on a site of its own; the mail server is a script, or away. */
class DeliverCommandTest {
  private static final String ANN = "ann@real-user.example";
  private static final String BOB = "bob@real-owner.test";

  @TempDir Path folder;
  private TestSite site;

  @BeforeEach
  void queueOne() {
    site = new TestSite(folder);
    String service = site.service(BOB);
    site.deliver(TestMessage.of("Ann <" + ANN + ">", service), ANN, service);
    site.sweepOne();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Efm deliver(String transport, String... options) throws IOException {
    String toml = Files.readString(site.file) + "\n[courier]\ntransport = \"" + transport + "\"\n";
    Path config = TestSite.writePrivate(folder.resolve("courier.toml"), toml);
    String[] words = new String[options.length + 1];
    words[0] = "deliver";
    System.arraycopy(options, 0, words, 1, options.length);
    return Efm.run(config, words);
  }

  /** A sendmail command that keeps what it gets and ends with this status. */
  private String sendmail(int status) throws IOException {
    Path command = folder.resolve("sendmail");
    Files.writeString(
        command,
        "#!/bin/sh\necho \"$@\" >'"
            + folder
            + "/args'\ncat >'"
            + folder
            + "/mail'\nexit "
            + status);
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    return "sendmail:" + command;
  }

  @Test
  void whatIsQueuedIsHandedOverOnce() throws IOException {
    assertEquals(List.of("delivered 1: sent 1 deferred 0 refused 0"), deliver(sendmail(0)).lines());
    String arguments = Files.readString(folder.resolve("args"));
    assertTrue(arguments.matches("-i -f bounce-\\S+@relay\\.example -- " + BOB + "\n"), arguments);
    String mail = Files.readString(folder.resolve("mail"));
    assertFalse(mail.contains(ANN) || mail.contains("X-Efm-Sender"), mail);
    assertEquals(1, site.names(Folder.QUEUE_SENT).size());
    assertEquals(List.of("delivered 0: sent 0 deferred 0 refused 0"), deliver(sendmail(0)).lines());
  }

  @Test
  void aRefusalIsSaidAndKept() throws IOException {
    Efm run = deliver(sendmail(67), "--json");
    assertEquals(0, run.code());
    String name = site.names(Folder.QUEUE_BAD).get(0);
    assertEquals(
        List.of(
            "{\"name\":\""
                + name
                + "\",\"answer\":\"refused\",\"status\":\"5.1.1\",\"reply\":\"sendmail exit 67\"}",
            "{\"delivered\":1,\"sent\":0,\"deferred\":0,\"refused\":1}"),
        run.out().lines().toList());
  }

  @Test
  void whatIsDeferredWaitsForItsTime() throws IOException {
    assertEquals(
        List.of("delivered 1: sent 0 deferred 1 refused 0"), deliver(sendmail(75)).lines());
    assertEquals(List.of("delivered 0: sent 0 deferred 0 refused 0"), deliver(sendmail(0)).lines());
    assertEquals(1, site.names(Folder.QUEUE_NEW).size());
  }

  @Test
  void aMailServerThatIsAwayIsTemporaryAndTheQueueWaits() throws IOException {
    String said = deliver("smtp://127.0.0.1:1").complaint(75);
    assertTrue(said.contains("smtp://127.0.0.1:1: "), said);
    assertTrue(said.endsWith("start the MTA or set courier.transport"), said);
    assertTrue(deliver("sendmail:/nowhere/sendmail").complaint(75).contains("/nowhere/sendmail"));
    assertEquals(1, site.names(Folder.QUEUE_NEW).size());
    assertEquals(List.of(), site.names(Folder.QUEUE_WORK));
  }
}
