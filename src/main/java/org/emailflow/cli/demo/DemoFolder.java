package org.emailflow.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.io.file.PathUtils;

/**
 * The folder that a demonstration lives in: a spool, its database and an {@code efm.toml} of their
 * own, for nobody else to read, in {@code $TMPDIR} or where the platform keeps what is temporary.
 *
 * <p>The settings are a file and not an object, so that every other command works on a folder that
 * was kept.
 */
public final class DemoFolder {
  /** The relay's domain in every demonstration; no mail can come to it. */
  public static final String DOMAIN = "relay.example";

  private final Path root;

  private DemoFolder(Path root) {
    this.root = root;
  }

  /**
   * Makes one.
   *
   * @param relay the lines of {@code [relay]}, such as {@code bcc = "relay"}
   * @throws DemoException if it cannot be made
   */
  public static DemoFolder create(Map<String, String> environment, String... relay) {
    String asked = environment.getOrDefault("TMPDIR", "");
    Path parent = Path.of(asked.isEmpty() ? System.getProperty("java.io.tmpdir") : asked);
    try {
      DemoFolder folder =
          new DemoFolder(Files.createTempDirectory(parent.toAbsolutePath(), "efm-demo-"));
      Files.writeString(folder.settings(), folder.toml(relay));
      return folder;
    } catch (IOException e) {
      throw new DemoException(
          "cannot make a folder in " + parent + " (" + e + "); set TMPDIR to one that you may use",
          e);
    }
  }

  private String toml(String... relay) {
    String path = root.resolve("spool").toString().replace("\\", "\\\\").replace("\"", "\\\"");
    return "domains = [\""
        + DOMAIN
        + "\"]\n"
        + ("spool = \"" + path + "\"\n")
        + ("[relay]\n" + String.join("\n", relay) + "\n");
  }

  public Path root() {
    return root;
  }

  /** The {@code efm.toml} of this folder. */
  public Path settings() {
    return root.resolve("efm.toml");
  }

  /** Removes all of it; the site on it must be closed. */
  public void delete() {
    try {
      PathUtils.deleteDirectory(root);
    } catch (IOException e) {
      throw new DemoException("cannot remove " + root + " (" + e + "); remove it by hand", e);
    }
  }
}
