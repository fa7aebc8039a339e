package org.emailflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and the one line that says so. The first line of each file is the domain. */
class ConfigProblemsTest {

  @TempDir private Path folder;

  private List<String> problems(String text) {
    return Toml.in(folder, Toml.DOMAIN + text).problems();
  }

  private void refused(String expected, String text) {
    assertEquals(List.of("efm.toml:" + expected), problems(text));
  }

  @Test
  void aMistypedKeyNamesTheNearest() {
    refused(
        "3: unknown key \"sweeep\" in [schedule]; did you mean \"sweep\"?",
        "[schedule]\nsweeep = \"5s\"\n");
    refused("2: unknown key \"spol\"; did you mean \"spool\"?", "spol = \"/x\"\n");
    refused(
        "3: unknown key \"unanswerd\" in [relay]; did you mean \"unanswered\"?",
        "[relay]\nunanswerd = 1\n");
  }

  @Test
  void aKeyUnderTheWrongTableNamesTheRightOne() {
    refused("2: unknown key \"bcc\"; did you mean \"bcc\" in [relay]?", "bcc = \"relay\"\n");
    refused(
        "4: unknown key \"chain\" in [log]; did you mean \"chain\" at the top, above the first"
            + " [table]?",
        "[log]\naddresses = true\nchain = \"/x\"\n");
  }

  @Test
  void aKeyLikeNoOtherGetsTheList() {
    refused(
        "3: unknown key \"colour\" in [schedule]; known here: \"sweep\", \"deliver\", \"cluster\"",
        "[schedule]\ncolour = \"red\"\n");
  }

  @Test
  void aMistypedTableNamesTheNearest() {
    refused("2: unknown table [schedul]; did you mean [schedule]?", "[schedul]\nsweep = \"5s\"\n");
    refused(
        "2: unknown table [database.admn]; did you mean [database.admin]?",
        "[database.admn]\nuser = \"x\"\n");
  }

  @Test
  void aTableIsNoValueAndAValueNoTable() {
    refused("2: \"relay\" is a table; write [relay] above its keys", "relay = true\n");
    refused(
        "2: \"domain\" is a table; write [domain.\"relay.example\"] above its keys",
        "domain = \"relay.test\"\n");
    refused("2: bad value {…} for \"spool\"; give an absolute path", "[spool]\npath = \"/x\"\n");
  }

  @Test
  void allProblemsAreKeptInTheOrderOfTheFile() {
    assertEquals(
        List.of(
            "efm.toml:3: bad value \"never\" for \"bcc\" in [relay]; give \"deny\" or \"relay\"",
            "efm.toml:5: unknown key \"sweeep\" in [schedule]; did you mean \"sweep\"?",
            "efm.toml:6: bad value 5 for \"deliver\" in [schedule]; give a number above 0 and its unit,"
                + " such as \"5s\", \"2m\", \"1h\" or \"1d\""),
        problems("[relay]\nbcc = \"never\"\n[schedule]\nsweeep = \"5s\"\ndeliver = 5\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "domains|'[\"relay_test\"]'",
        "domains|'[\"-a.test\"]'",
        "domains|'[\"a..test\"]'",
        "domains|'[\"192.0.2.1\"]'",
        "domains|'\"relay.test\"'",
        "domains|'[1]'",
        "spool|'\"var/spool\"'",
        "spool|'\"\"'",
        "chain|'\"plugins\"'",
        "database.url|'\"jdbc:mysql://localhost/efm\"'",
        "address.service|'\"\"'",
        "address.service|'\"a b\"'",
        "address.service|'\"a@b\"'",
        "address.service|'\".a\"'",
        "address.service|'\"a..b\"'",
        "address.service|'\"12345678901234567\"'",
        "envelope.recipient-header|'\"Delivered To\"'",
        "envelope.recipient-header|'\"Delivered-To:\"'",
        "envelope.recipient-header|'\"\"'",
        "envelope.recipient-header|'\"To\"'",
        "envelope.recipient-header|'\"CC\"'",
        "envelope.recipient-position|'\"first\"'",
        "auth.mode|'\"on\"'",
        "auth.authserv-id|'\"mx; none\"'",
        "relay.auto-reply|'\"Relay\"'",
        "relay.third-party|'true'",
        "relay.display-name|'\"firstname\"'",
        "relay.signed|'\"\"'",
        "relay.encrypted|'\"strip\"'",
        "relay.unanswered|'-1'",
        "relay.unanswered|'\"5\"'",
        "relay.unanswered|'2147483648'",
        "relay.unanswered|'1.5'",
        "relay.submitters|'[\"192.0.2.0/33\"]'",
        "relay.submitters|'[\"192.0.2.256\"]'",
        "relay.submitters|'[\"2001:db8::/129\"]'",
        "notice.language|'\"fr\"'",
        "courier.transport|'\"localhost:25\"'",
        "courier.transport|'\"smtp://\"'",
        "courier.transport|'\"smtp://localhost:0\"'",
        "courier.transport|'\"smtp://localhost:65536\"'",
        "courier.transport|'\"smtp://localhost/x\"'",
        "courier.transport|'\"smtp://[::1\"'",
        "courier.transport|'\"sendmail:sendmail\"'",
        "schedule.sweep|'\"0s\"'",
        "schedule.sweep|'\"5\"'",
        "schedule.sweep|'\"s\"'",
        "schedule.sweep|'\"-5s\"'",
        "schedule.sweep|'\"5 s\"'",
        "schedule.sweep|'\"9999999999s\"'",
        "schedule.cluster|'\"true\"'",
        "schedule.cluster|'1'",
        "schedule.cluster|'true'",
      })
  void badValuesAreRefused(String key, String value) {
    List<String> problems = Toml.in(folder, key + " = " + value + "\n").problems();
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith("efm.toml:1: bad value"), problems.get(0));
    assertTrue(problems.get(0).contains("; give "), problems.get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://mail.example, smtp://mail.example:25",
    "smtp://192.0.2.1:2525, smtp://192.0.2.1:2525",
    "smtp://[2001:DB8::1]:26, smtp://[2001:db8::1]:26",
    "smtp://[::1], smtp://[::1]:25",
  })
  void transportsAreRead(String written, String understood) {
    Config config =
        Toml.in(folder, Toml.DOMAIN + "[courier]\ntransport = \"" + written + "\"\n").config();
    assertEquals(understood, config.courier().transport().toString());
  }

  @Test
  void noDomainAtAllIsRefused() {
    assertEquals(
        List.of("efm.toml:1: \"domains\" is empty; name the relay's own domain"),
        Toml.in(folder, "domains = []\n").problems());
  }

  @Test
  void prefixesMayNotBeginEachOther() {
    refused(
        "3: \"service-\" (service) and \"service-u\" (user) begin alike; choose others",
        "[address]\nuser = \"service-u\"\n");
    refused(
        "3: \"user-\" (service) and \"user-\" (user) begin alike; choose others",
        "[address]\nservice = \"USER-\"\n");
  }

  @Test
  void settingsOfAForeignDomainAreRefused() {
    refused(
        "3: [domain.\"other.test\"] is none of \"domains\"; add it there, or mend it",
        "[domain.\"other.test\"]\nlanguage = \"es\"\n");
  }

  @Test
  void aDomainThatIsNoneIsShownAsWritten() {
    refused(
        "3: [domain.\"a b\"] is none of \"domains\"; add it there, or mend it",
        "[domain.\"a b\"]\nlanguage = \"es\"\n");
  }

  @Test
  void requirePassNeedsSomeoneToBelieve() {
    refused(
        "3: \"require-pass\" without an \"authserv-id\" would refuse all mail; set it in [auth]",
        "[auth]\nmode = \"require-pass\"\n");
  }

  @Test
  void syntaxErrorsNameTheirLine() {
    assertEquals(
        List.of("efm.toml:3: no TOML at column 7: Unexpected end of line, expected a value"),
        problems("[relay]\nbcc = \n"));
    assertEquals(
        List.of("efm.toml:3: no TOML at column 1: spool previously defined at line 2, column 1"),
        problems("spool = \"/a\"\nspool = \"/b\"\n"));
  }

  @Test
  void aValueCannotForgeASecondLine() {
    String problem = problems("[relay]\nbcc = \"a\\nb\\u001b[31m\"\n").get(0);
    assertFalse(problem.chars().anyMatch(Character::isISOControl), problem);
  }

  /** Whatever the bytes, the outcome is a config or a one-line refusal. */
  @Test
  void damagedFilesEndInOneLine() {
    String whole =
        Toml.DOMAIN
            + "spool = \"/srv/efm\"\n[relay]\nbcc = \"deny\"\nunanswered = 5\n"
            + "submitters = [\"192.0.2.0/24\"]\n[schedule]\nsweep = \"5s\"\ncluster = false\n";
    Random random = new Random(2);
    for (int i = 0; i < 500; i++) {
      StringBuilder damaged = new StringBuilder(whole);
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        damaged.setCharAt(random.nextInt(damaged.length()), (char) (1 + random.nextInt(0x17f)));
      }
      try {
        Toml.in(folder, damaged.toString()).config();
      } catch (ConfigException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
  }
}
