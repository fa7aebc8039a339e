package org.emailflow.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.emailflow.config.Config;
import org.emailflow.config.ConfigReader;
import org.emailflow.mail.Limits;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Message;
import org.emailflow.mail.Octets;

/** Settings and messages from text. */
final class TestConfig {
  private TestConfig() {}

  static Config of(String toml) {
    try {
      Path file = Files.createTempFile("efm", ".toml");
      try {
        Files.writeString(file, toml);
        return ConfigReader.read(Optional.of(file), Map.of()).config();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Message message(String text) {
    try {
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      return Message.read(Octets.of(bytes), Limits.DEFAULT);
    } catch (IOException | MailException e) {
      throw new AssertionError(e);
    }
  }
}
