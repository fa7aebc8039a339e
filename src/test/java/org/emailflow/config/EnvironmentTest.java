package org.emailflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {

  @TempDir private Path folder;

  private static ConfigReader.Reading read(Map<String, String> environment) {
    return ConfigReader.read(Optional.empty(), environment);
  }

  @Test
  void variablesNameEachKey() {
    Config config =
        read(Map.of(
                "EFM_DOMAINS", "a.test, b.test",
                "EFM_DATABASE_URL", "jdbc:mariadb://db/efm",
                "EFM_DATABASE_PASSWORD", "x",
                "EFM_RELAY_AUTO_REPLY", "discard",
                "EFM_RELAY_UNANSWERED", "3",
                "EFM_SCHEDULE_CLUSTER", "false",
                "EFM_DOMAIN_B_TEST_LANGUAGE", "es"))
            .config();
    assertEquals(List.of("a.test", "b.test"), config.domains());
    assertEquals("jdbc:mariadb://db/efm", config.database().orElseThrow().url());
    assertEquals(Secret.of("x"), config.database().orElseThrow().worker().password());
    assertEquals(Config.AutoReply.DISCARD, config.relay().autoReply());
    assertEquals(3, config.relay().unanswered());
    assertEquals(Language.EN, config.languageOf("a.test"));
    assertEquals(Language.ES, config.languageOf("b.test"));
  }

  @Test
  void variablesWinOverTheFile() {
    Toml toml = Toml.in(folder, Toml.DOMAIN + "spool = \"/file\"\n");
    assertEquals(Path.of("/env"), toml.read(Map.of("EFM_SPOOL", "/env")).config().spool());
    assertEquals(Path.of("/file"), toml.read(Map.of("EFM_SPOOL", "")).config().spool());
  }

  @Test
  void aBadVariableIsNamedAndComesAfterTheFile() {
    Toml toml = Toml.in(folder, Toml.DOMAIN + "[relay]\nbcc = 1\n");
    assertEquals(
        List.of(
            "efm.toml:3: bad value 1 for \"bcc\" in [relay]; give \"deny\" or \"relay\"",
            "EFM_RELAY_SIGNED: bad value \"no\"; give \"strip\" or \"deny\" or \"pass\""),
        toml.problems(Map.of("EFM_RELAY_SIGNED", "no")));
  }

  @Test
  void unknownVariablesWarnWithTheNearest() {
    assertEquals(
        List.of("EFM_SCHEDULE_SWEEEP sets no key and is ignored; did you mean EFM_SCHEDULE_SWEEP?"),
        read(Map.of("EFM_SCHEDULE_SWEEEP", "5s", "SWEEP", "x")).warnings());
  }

  @Test
  void variablesOfOthersAreLeftAlone() {
    assertEquals(
        List.of(),
        read(Map.of("EFM_CONFIG", "/x", "EFM_CORPUS", "/x", "EFM_CDS", "/x", "EFM_TEST_ANY", "x"))
            .warnings());
  }
}
