package org.emailflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

  @TempDir private Path folder;

  private static final Config DEFAULTS = ConfigReader.read(Optional.empty(), Map.of()).config();

  @Test
  void defaultsAreThoseOfTheContract() {
    assertEquals(List.of("relay.example"), DEFAULTS.domains());
    assertEquals(Path.of("/var/spool/efm"), DEFAULTS.spool());
    assertEquals(Optional.empty(), DEFAULTS.database());
    assertEquals(Path.of("/var/spool/efm/keys"), DEFAULTS.keys().file());
    assertEquals(new Config.Address("service-", "user-", "bounce-"), DEFAULTS.address());
    assertEquals(
        new Config.Envelope("Delivered-To", Config.RecipientPosition.TOP), DEFAULTS.envelope());
    assertEquals(
        new Config.Auth(Config.AuthMode.REJECT_FAIL, Optional.empty(), List.of()), DEFAULTS.auth());
    assertEquals(
        new Config.Relay(
            Config.Bcc.DENY,
            Config.AutoReply.RELAY,
            Config.ThirdParty.DROP,
            Config.DisplayName.KEEP,
            Config.Signed.STRIP,
            Config.Encrypted.PASS,
            5,
            List.of()),
        DEFAULTS.relay());
    assertEquals(new Config.Notice(Language.EN, 20), DEFAULTS.notice());
    assertEquals(new Transport.Smtp("localhost", 25), DEFAULTS.courier().transport());
    assertEquals(
        new Config.Schedule(Duration.ofSeconds(5), Duration.ofSeconds(2)), DEFAULTS.schedule());
    assertFalse(DEFAULTS.log().addresses());
    assertEquals(Optional.empty(), DEFAULTS.chain());
    assertEquals(Map.of(), DEFAULTS.domain());
    assertEquals(Optional.empty(), DEFAULTS.source());
  }

  @Test
  void everyKeyOfTheFileIsRead() {
    Path password = Toml.write(folder.resolve("password"), "s3cret\n", "rw-------");
    Config config =
        Toml.in(
                folder,
                """
                domains = ["relay.example", "Relay.Test"]
                spool   = "/srv/efm"
                chain   = "/etc/efm/plugins"
                [database]
                url = "jdbc:mariadb://localhost:3306/efm"
                user = "worker"
                password-file = "%s"
                [database.admin]
                user = "root"
                password = "adm"
                [database.report]
                user = "reader"
                [keys]
                file = "/etc/efm/keys"
                [address]
                service = "S-"
                user    = "u-"
                bounce  = "b-"
                [envelope]
                recipient-header = "X-Original-To"
                recipient-position = "last"
                [auth]
                mode = "require-pass"
                authserv-id = "MX.relay.example"
                forwarders = ["forward.example"]
                [relay]
                bcc = "relay"
                auto-reply = "discard"
                third-party = "mask"
                display-name = "first-name"
                signed = "pass"
                encrypted = "deny"
                unanswered = 0
                submitters = ["192.0.2.0/24", "2001:DB8::1", "web.example"]
                [notice]
                language = "es"
                unauthenticated-per-hour = 7
                [courier]
                transport = "sendmail:/usr/sbin/sendmail"
                [schedule]
                sweep = "2m"
                deliver = "500ms"
                cluster = false
                [log]
                addresses = true
                [domain."RELAY.example"]
                language = "en"
                """
                    .formatted(password))
            .config();

    assertEquals(List.of("relay.example", "relay.test"), config.domains());
    assertEquals(Path.of("/srv/efm"), config.spool());
    assertEquals(Optional.of(Path.of("/etc/efm/plugins")), config.chain());
    Database database = config.database().orElseThrow();
    assertEquals("jdbc:mariadb://localhost:3306/efm", database.url());
    assertEquals(new Database.Login("worker", Secret.of("s3cret")), database.worker());
    assertEquals(new Database.Login("root", Secret.of("adm")), database.admin());
    assertEquals(new Database.Login("reader", Secret.none()), database.report());
    assertEquals(Path.of("/etc/efm/keys"), config.keys().file());
    assertEquals(new Config.Address("s-", "u-", "b-"), config.address());
    assertEquals(
        new Config.Envelope("X-Original-To", Config.RecipientPosition.LAST), config.envelope());
    assertEquals(
        new Config.Auth(
            Config.AuthMode.REQUIRE_PASS,
            Optional.of("mx.relay.example"),
            List.of("forward.example")),
        config.auth());
    assertEquals(
        new Config.Relay(
            Config.Bcc.RELAY,
            Config.AutoReply.DISCARD,
            Config.ThirdParty.MASK,
            Config.DisplayName.FIRST_NAME,
            Config.Signed.PASS,
            Config.Encrypted.DENY,
            0,
            List.of("192.0.2.0/24", "2001:db8::1", "web.example")),
        config.relay());
    assertEquals(new Config.Notice(Language.ES, 7), config.notice());
    assertEquals(
        new Transport.Sendmail(Path.of("/usr/sbin/sendmail")), config.courier().transport());
    assertEquals(
        new Config.Schedule(Duration.ofMinutes(2), Duration.ofMillis(500)), config.schedule());
    assertTrue(config.log().addresses());
    assertEquals(Language.EN, config.languageOf("relay.example"));
    assertEquals(Language.ES, config.languageOf("relay.test"));
  }

  @Test
  void inlineTablesAndDottedKeysAreTheSame() {
    Config config =
        Toml.in(folder, Toml.DOMAIN + "relay.bcc = \"relay\"\nlog = { addresses = true }\n")
            .config();
    assertEquals(Config.Bcc.RELAY, config.relay().bcc());
    assertTrue(config.log().addresses());
  }

  @Test
  void aByteOrderMarkAndCrLfAreNoMatter() {
    Config config =
        Toml.in(folder, "\ufeffdomains = [\"a.test\"]\r\n[relay]\r\nbcc = \"relay\"\r\n").config();
    assertEquals(List.of("a.test"), config.domains());
    assertEquals(Config.Bcc.RELAY, config.relay().bcc());
  }

  @Test
  void keysStayInTheSpoolUnlessTheyAreNamed() {
    Config config = Toml.in(folder, Toml.DOMAIN + "spool = \"/srv/efm\"\n").config();
    assertEquals(Path.of("/srv/efm/keys"), config.keys().file());
  }

  @Test
  void internationalDomainsAreKeptAsLabelsOfAscii() {
    Config config =
        Toml.in(
                folder,
                "domains = [\"Bücher.example\"]\n[domain.\"bücher.example\"]\nlanguage = \"es\"\n")
            .config();
    assertEquals(List.of("xn--bcher-kva.example"), config.domains());
    assertEquals(Language.ES, config.languageOf("xn--bcher-kva.example"));
  }

  @Test
  void aFileWithoutDomainsWarns() {
    ConfigReader.Reading reading = Toml.in(folder, "").read(Map.of());
    assertEquals(1, reading.warnings().size());
    assertTrue(reading.warnings().get(0).contains("\"domains\" is not set"));
  }

  @Test
  void theCommandLineNamesTheFileBeforeTheEnvironment() throws Exception {
    Path usual = folder.resolve("usual.toml");
    Map<String, String> environment = Map.of("EFM_CONFIG", "/env.toml");
    Optional<Path> given = Optional.of(Path.of("/given.toml"));
    assertEquals(given, ConfigReader.locate(given, environment, usual));
    assertEquals(
        Optional.of(Path.of("/env.toml")),
        ConfigReader.locate(Optional.empty(), environment, usual));
    assertEquals(Optional.empty(), ConfigReader.locate(Optional.empty(), Map.of(), usual));
    Files.createFile(usual);
    assertEquals(
        Optional.of(usual), ConfigReader.locate(Optional.empty(), Map.of("EFM_CONFIG", ""), usual));
  }

  @Test
  void aMissingFileIsOneLine() {
    Path missing = folder.resolve("none.toml");
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> ConfigReader.read(Optional.of(missing), Map.of()));
    assertEquals(
        missing + " does not exist; name one with -c, or set EFM_CONFIG", refused.getMessage());
  }

  @Test
  void aFolderIsNoFile() {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> ConfigReader.read(Optional.of(folder), Map.of()));
    assertEquals(folder + " is a folder; name a file", refused.getMessage());
  }

  @Test
  void aFileThatIsNoUtf8IsOneLine() throws Exception {
    Path file = folder.resolve("latin1.toml");
    Files.write(file, new byte[] {'#', (byte) 0xe9, '\n'});
    ConfigException refused =
        assertThrows(ConfigException.class, () -> ConfigReader.read(Optional.of(file), Map.of()));
    assertEquals(file + " is no UTF-8 text; save it as such", refused.getMessage());
  }
}
