package org.emailflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTableTest {

  @TempDir private Path folder;

  @Test
  void theListingShowsNameVariableTypeAndDefault() {
    Key<?> key =
        KeyTable.all().stream()
            .collect(Collectors.toMap(Key::name, Function.identity()))
            .get("relay.auto-reply");
    assertEquals("[relay]", key.table());
    assertEquals("auto-reply", key.simpleName());
    assertEquals("EFM_RELAY_AUTO_REPLY", key.environment());
    assertEquals("\"relay\" or \"discard\"", key.takes());
    assertEquals("\"relay\"", key.defaultText());
    assertEquals("automatic answers", key.description());
  }

  @Test
  void noTwoKeysShareANameOrAVariable() {
    Set<String> seen = new HashSet<>();
    for (Key<?> key : KeyTable.all()) {
      assertTrue(seen.add(key.name()), key.name());
      assertTrue(seen.add(key.environment()), key.environment());
      assertFalse(key.defaultText().isEmpty(), key.name());
    }
  }

  @Test
  void theListedDefaultsWrittenOutAreTheDefaults() {
    StringBuilder text = new StringBuilder();
    for (Key<?> key : KeyTable.all()) {
      if (key.fallback().isPresent() && !key.name().startsWith("database.")) {
        text.append(key.name()).append(" = ").append(key.defaultText()).append('\n');
      }
    }
    Toml written = Toml.in(folder, text.toString());
    Map<String, String> server = Map.of("EFM_DATABASE_URL", "jdbc:mariadb://localhost/efm");
    Config expected = ConfigReader.read(Optional.empty(), server).config();
    Config actual = written.read(server).config();
    assertEquals(Optional.of(written.file()), actual.source());
    assertEquals(
        expected.toString(),
        actual.toString().replace(actual.source().toString(), Optional.empty().toString()));
  }
}
