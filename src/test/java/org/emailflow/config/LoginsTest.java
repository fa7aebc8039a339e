package org.emailflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {

  private static final String SERVER =
      Toml.DOMAIN + "[database]\nurl = \"jdbc:mariadb://localhost/efm\"\n";

  @TempDir private Path folder;

  private Database database(String more, Map<String, String> environment) {
    return Toml.in(folder, SERVER + more).read(environment).config().database().orElseThrow();
  }

  private Path passwordFile(String text, String mode) {
    return Toml.write(folder.resolve("password"), text, mode);
  }

  @Test
  void adminAndReportFallBackToTheWorkerAndOneCanTell() {
    Database database = database("password = \"x\"\n", Map.of());
    assertEquals(new Database.Login("efm", Secret.of("x")), database.worker());
    assertEquals(database.worker(), database.admin());
    assertEquals(database.worker(), database.report());
    assertEquals(Optional.empty(), database.ownAdmin());
    assertEquals(Optional.empty(), database.ownReport());
  }

  @Test
  void anotherUserNeverGetsTheWorkersPassword() {
    Database database = database("password = \"x\"\n[database.admin]\nuser = \"root\"\n", Map.of());
    assertEquals(new Database.Login("root", Secret.none()), database.admin());
  }

  @Test
  void aPasswordFileLosesItsLastNewlineAndNothingElse() {
    Path file = passwordFile(" a b \n", "rw-r-----");
    Toml toml = Toml.in(folder, SERVER + "password-file = \"" + file + "\"\n");
    ConfigReader.Reading reading = toml.read(Map.of());
    assertEquals(" a b ", reading.config().database().orElseThrow().worker().password().reveal());
    assertEquals(List.of(), reading.warnings());
  }

  @Test
  void aPasswordForEveryoneToReadWarns() {
    Path file = passwordFile("x", "rw-r--r--");
    Toml toml = Toml.in(folder, SERVER + "password-file = \"" + file + "\"\n");
    assertEquals(
        List.of(file + ": everyone may read this password; run chmod o= " + file),
        toml.read(Map.of()).warnings());
  }

  @Test
  void aPasswordInAFileOfSettingsForEveryoneToReadWarns() {
    Toml toml = Toml.in(folder, SERVER + "password = \"x\"\n");
    Toml.write(toml.file(), SERVER + "password = \"x\"\n", "rw-r--r--");
    assertEquals(
        List.of(
            toml.file()
                + ": holds a password, and everyone may read it; run chmod o= "
                + toml.file()),
        toml.read(Map.of()).warnings());
  }

  @Test
  void aMissingPasswordFileIsNamedWithItsLine() {
    Path file = folder.resolve("none");
    assertEquals(
        List.of("efm.toml:4: none does not exist; make it, or take its key away"),
        Toml.in(folder, SERVER + "password-file = \"" + file + "\"\n").problems());
  }

  @Test
  void aPasswordIsGivenOnce() {
    assertEquals(
        List.of("efm.toml:5: both a password and a password-file; keep one of them"),
        Toml.in(folder, SERVER + "password = \"x\"\npassword-file = \"/x\"\n").problems());
  }

  @Test
  void thePasswordOfTheEnvironmentWinsWhateverItsForm() {
    Path file = passwordFile("from file\n", "rw-------");
    String byFile = "password-file = \"" + file + "\"\n";
    assertEquals(
        Secret.of("from variable"),
        database(byFile, Map.of("EFM_DATABASE_PASSWORD", "from variable")).worker().password());
    assertEquals(
        Secret.of("from file"),
        database("password = \"x\"\n", Map.of("EFM_DATABASE_PASSWORD_FILE", file.toString()))
            .worker()
            .password());
  }

  @Test
  void systemdCredentialsFillWhatIsNotSet() {
    Toml.write(folder.resolve("efm-database-password"), "w\n", "r--------");
    Toml.write(folder.resolve("efm-admin-password"), "a\n", "r--------");
    Toml.write(folder.resolve("efm-report-password"), "r\n", "r--------");
    Map<String, String> environment = Map.of("CREDENTIALS_DIRECTORY", folder.toString());
    Database database =
        database(
            "[database.admin]\nuser = \"root\"\n[database.report]\nuser = \"r\"\n", environment);
    assertEquals(Secret.of("w"), database.worker().password());
    assertEquals(Secret.of("a"), database.admin().password());
    assertEquals(Secret.of("r"), database.report().password());
    assertEquals(Secret.of("x"), database("password = \"x\"\n", environment).worker().password());
  }

  @Test
  void usersNeedAServer() {
    assertEquals(
        List.of("efm.toml:3: a database user without a server; set \"url\" in [database]"),
        Toml.in(folder, Toml.DOMAIN + "[database.admin]\nuser = \"x\"\n").problems());
  }

  @Test
  void aPasswordNeedsItsUser() {
    assertEquals(
        List.of("efm.toml:5: a password without a user; set \"user\" in [database.admin]"),
        Toml.in(folder, SERVER + "[database.admin]\npassword = \"x\"\n").problems());
  }

  @Test
  void aPasswordIsNeverPrinted() {
    String config = Toml.in(folder, SERVER + "password = \"hunter2\"\n").config().toString();
    assertTrue(config.contains("***"), config);
    assertFalse(config.contains("hunter2"), config);
    String inUrl = "[database]\nurl = \"jdbc:mariadb://h/efm?user=a&password=hunter2\"\n";
    String problem = Toml.in(folder, Toml.DOMAIN + inUrl).problems().get(0);
    assertTrue(problem.startsWith("efm.toml:3: bad value for \"url\" in [database]"), problem);
    assertFalse(problem.contains("hunter2"), problem);
    String number = Toml.in(folder, SERVER + "password = 1234\n").problems().get(0);
    assertFalse(number.contains("1234"), number);
  }
}
