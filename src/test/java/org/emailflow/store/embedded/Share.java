package org.emailflow.store.embedded;

import java.nio.file.Path;

/**
 * A process that takes a share in the server of a folder, prints its port, and gives it back when
 * its input ends.
 */
final class Share {

  private Share() {}

  public static void main(String[] args) throws Exception {
    try (EmbeddedServer server = EmbeddedServer.acquire(Path.of(args[0]), line -> {})) {
      System.out.println(server.worker().url());
      System.out.flush();
      while (System.in.read() >= 0) {
        // Until the test closes the pipe, or kills this process.
      }
    }
  }
}
