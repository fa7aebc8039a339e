package org.emailflow.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emailflow.store.Login;

/** A script that is started once a message, as a site would write it: {@code once-a-message.sh}. */
final class Script {
  private final Site site;
  private final Path folder;
  private final Path script;

  Script(Site site, Path folder) throws IOException {
    this.site = site;
    this.folder = folder;
    for (String name : List.of("tmp", "queue", "done")) {
      Files.createDirectories(folder.resolve(name));
    }
    script = folder.resolve("once-a-message.sh");
    try (InputStream text = Script.class.getResourceAsStream("once-a-message.sh")) {
      Files.copy(text, script);
    }
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  boolean canRun() throws InterruptedException {
    try {
      return Run.of(List.of("mariadb", "--version"), Map.of()).peakKb() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Messages a second. */
  double rate(int messages) throws IOException, InterruptedException {
    List<Path> files = site.fill(messages, 4096);
    long start = System.nanoTime();
    for (Path file : files) {
      Run.of(command(file), Map.of("MYSQL_PWD", site.login().password()));
    }
    return messages / ((System.nanoTime() - start) / 1e9);
  }

  private List<String> command(Path file) {
    Login login = site.login();
    URI server = URI.create(login.url().substring("jdbc:".length()));
    List<String> command = new ArrayList<>();
    command.addAll(List.of(script.toString(), file.toString(), folder.toString()));
    command.addAll(List.of("mariadb", "--no-defaults", "--skip-ssl", "-N", "-B"));
    command.addAll(List.of("-h", server.getHost(), "-P", String.valueOf(server.getPort())));
    command.addAll(List.of("-u", login.user(), login.database()));
    return command;
  }
}
