package org.emailflow.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C library: loaded when needed, not before; and systemd hears what it is told. */
class LibcTest {

  @TempDir Path folder;

  @Test
  void aSpoolWithNothingToDoNeverLoadsIt() throws Exception {
    Path root = folder.resolve("spool");
    Spool.create(root);
    assertEquals(List.of(), classes(root, "idle", "com.sun.jna", "spool.Libc "));
    assertFalse(classes(root, "busy", "com.sun.jna").isEmpty());
  }

  @Test
  void noOtherProcessIsAskedWhereItIs() throws Exception {
    Path root = folder.resolve("spool");
    Spool.create(root);
    assertEquals(List.of(), classes(root, "busy", "java.lang.ProcessBuilder "));
  }

  /** Lines about the classes of these names that a child loads. */
  private List<String> classes(Path root, String what, String... names) throws Exception {
    Path log = folder.resolve("classes");
    List<String> logging = List.of("-Xlog:class+load:file=" + log);
    assertEquals(0, Child.start(SweepingChild.class, logging, root.toString(), what).status());
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> Stream.of(names).anyMatch(line::contains)).toList();
    }
  }

  /** Looks whether there is anything to do, as a sweep does; "busy" then enrols and leaves. */
  static final class SweepingChild {
    public static void main(String[] args) {
      Spool spool = Spool.open(Path.of(args[0]), Failpoints.NONE);
      try (FolderStream inbox = spool.inbox()) {
        if (!inbox.isEmpty() || !spool.abandoned().isEmpty() || spool.depths().isEmpty()) {
          throw new AssertionError("not idle");
        }
      }
      if (args[1].equals("busy")) {
        spool.enrol().close();
      }
    }
  }

  @Test
  void systemdHearsThroughAPath() throws Exception {
    notified(folder.resolve("notify").toString());
  }

  @Test
  void systemdHearsThroughAnAbstractName() throws Exception {
    notified("@efm-test-" + folder.getFileName());
  }

  /** Listens on a datagram socket, which the JDK cannot, and sends to it. */
  private static void notified(String name) throws IOException {
    assumeTrue(Libc.load().isPresent(), "no C library through JNA here");
    NativeLibrary c = NativeLibrary.getInstance("c");
    byte[] address = Libc.unixAddress(name);
    int socket = c.getFunction("socket").invokeInt(new Object[] {1, 2, 0});
    try {
      assertEquals(
          0, c.getFunction("bind").invokeInt(new Object[] {socket, address, address.length}));
      SystemdNotify notify = SystemdNotify.from(Map.of("NOTIFY_SOCKET", name)).orElseThrow();
      notify.send("READY=1\nSTATUS=sweeping");
      byte[] heard = new byte[100];
      int length =
          c.getFunction("recv").invokeInt(new Object[] {socket, heard, (long) heard.length, 0});
      assertEquals(
          "READY=1\nSTATUS=sweeping", new String(heard, 0, length, StandardCharsets.UTF_8));
    } finally {
      c.getFunction("close").invokeInt(new Object[] {socket});
    }
  }

  @Test
  void nobodyListeningIsAnError() {
    SystemdNotify notify =
        SystemdNotify.from(Map.of("NOTIFY_SOCKET", folder.resolve("none").toString()))
            .orElseThrow();
    IOException e = assertThrows(IOException.class, () -> notify.send("READY=1"));
    assertTrue(e.getMessage().startsWith("cannot notify"), e.getMessage());
  }

  @Test
  void withoutSystemdThereIsNobodyToTell() {
    assertEquals(Optional.empty(), SystemdNotify.from(Map.of()));
    assertEquals(Optional.empty(), SystemdNotify.from(Map.of("NOTIFY_SOCKET", "vsock:2:1")));
  }
}
