package org.emailflow.spool;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Tells systemd how the daemon does, as sd_notify(3): {@code READY=1}, {@code STOPPING=1}, {@code
 * WATCHDOG=1}, {@code STATUS=…}. It lives in this room because {@link Libc} does: JDK 17 has Unix
 * sockets, but no datagrams through them.
 */
public final class SystemdNotify {

  private final String socket;

  private SystemdNotify(String socket) {
    this.socket = socket;
  }

  /**
   * The socket that {@code NOTIFY_SOCKET} names, a path or {@code @} and an abstract name.
   *
   * @return empty where systemd did not start this process
   */
  public static Optional<SystemdNotify> from(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
        .filter(socket -> socket.length() > 1 && (socket.startsWith("/") || socket.startsWith("@")))
        .map(SystemdNotify::new);
  }

  /**
   * Sends one or more lines {@code NAME=value}.
   *
   * @throws IOException if nobody listens, or the C library cannot be reached
   */
  public void send(String state) throws IOException {
    Libc libc =
        Libc.load()
            .orElseThrow(
                () ->
                    new IOException(
                        "cannot notify systemd: JNA cannot unpack itself into "
                            + System.getProperty("java.io.tmpdir")
                            + "; set -Djna.tmpdir"));
    libc.sendDatagram(socket, state);
  }
}
