package org.emailflow.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:20:30.456Z");
  private static final String HEX =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  private static final String BASE64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String LINE = "a1 " + BASE64 + " 2026-03-01T10:20:30Z";

  @TempDir private Path folder;

  private final SecureRandom random = new SecureRandom();

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String refusal(String... lines) {
    return assertThrows(ConfigException.class, () -> Keyring.parse(List.of(lines))).getMessage();
  }

  @Test
  void whatIsSignedVerifies() {
    Keyring ring = Keyring.create(random, NOW);
    Signature signature = ring.sign("bounce", bytes("42"));
    assertEquals(32, signature.mac().length);
    assertTrue(ring.verify("bounce", signature.keyId(), signature.mac(), bytes("42")));
  }

  /**
   * Computed with Python's hmac over the framed bytes: a change here voids all mail that is out.
   */
  @Test
  void theMacIsPinned() {
    Keyring ring = Keyring.parse(List.of(LINE));
    assertEquals(
        "febe868c93c800dcb9ff2afd9d8c914de4d2623fc499b9916313d14c6c3986b6",
        HexFormat.of().formatHex(ring.sign("bounce", bytes("42"), bytes("x")).mac()));
  }

  @Test
  void anotherPurposeOrOtherDataDoNotVerify() {
    Keyring ring = Keyring.create(random, NOW);
    Signature signature = ring.sign("bounce", bytes("ab"), bytes("c"));
    String id = signature.keyId();
    byte[] mac = signature.mac();
    assertTrue(ring.verify("bounce", id, mac, bytes("ab"), bytes("c")));
    assertFalse(ring.verify("loop", id, mac, bytes("ab"), bytes("c")));
    assertFalse(ring.verify("bounce", id, mac, bytes("a"), bytes("bc")));
    assertFalse(ring.verify("bounce", id, mac, bytes("abc")));
    assertFalse(ring.verify("bounce", id, mac, bytes("ab"), bytes("c"), bytes("")));
    assertFalse(ring.verify("bouncea", id, mac, bytes("b"), bytes("c")));
  }

  @Test
  void everyFlippedBitIsSeen() {
    Keyring ring = Keyring.create(random, NOW);
    Signature signature = ring.sign("p", bytes("x"));
    for (int bit = 0; bit < 256; bit++) {
      byte[] mac = signature.mac();
      mac[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFalse(ring.verify("p", signature.keyId(), mac, bytes("x")));
    }
  }

  @Test
  void aMacMayBeCutToTenBytesAndNoFewer() {
    Keyring ring = Keyring.create(random, NOW);
    Signature signature = ring.sign("p", bytes("x"));
    for (int length = 0; length <= 33; length++) {
      byte[] mac = Arrays.copyOf(signature.mac(), length);
      assertEquals(
          length >= 10 && length <= 32, ring.verify("p", signature.keyId(), mac, bytes("x")));
    }
  }

  @Test
  void afterARotationTheNewKeySignsAndTheOldVerifies() {
    Keyring before = Keyring.create(random, NOW);
    Signature old = before.sign("p", bytes("x"));
    Keyring after = before.rotated(random, NOW);
    assertTrue(after.verify("p", old.keyId(), old.mac(), bytes("x")));
    Signature fresh = after.sign("p", bytes("x"));
    assertEquals(after.ids().get(0), fresh.keyId());
    assertEquals(before.ids(), after.ids().subList(1, 2));
    assertFalse(before.verify("p", fresh.keyId(), fresh.mac(), bytes("x")));
  }

  @Test
  void aTakenIdIsDrawnAgain() {
    SecureRandom constant = new Draws();
    Keyring ring = Keyring.create(constant, NOW);
    Keyring rotated = ring.rotated(constant, NOW);
    assertEquals(2, new HashSet<>(rotated.ids()).size(), rotated.toString());
  }

  @Test
  void linesAreReadAgain() {
    Keyring ring = Keyring.create(random, NOW).rotated(random, NOW);
    assertEquals(ring.lines(), Keyring.parse(ring.lines()).lines());
    assertEquals(List.of(LINE), Keyring.parse(List.of("# kept", "", LINE)).lines());
    assertEquals(
        List.of(LINE), Keyring.parse(List.of(LINE.replace(BASE64, HEX))).lines(), "hex too");
  }

  @Test
  void badLinesAreNamedWithoutTheirSecret() {
    assertEquals(
        "keys, line 1: holds no key; put back your copy of it, or remove the file and run `efm init`",
        refusal());
    assertEquals("keys, line 2: expected \"id secret since\"", refusal(LINE, "b2 x"));
    assertEquals("keys, line 2: id \"a1\" is taken by a line above", refusal(LINE, LINE));
    for (String id : List.of("a", "abcde", "il", "A1", "ü1")) {
      assertTrue(refusal(LINE.replace("a1 ", id + " ")).startsWith("keys, line 1: bad id"), id);
    }
    String cut = refusal("a1 AAECAw== 2026-03-01T10:20:30Z");
    assertEquals("keys, line 1: the secret is 4 bytes long: give 32, from `efm keys rotate`", cut);
    String torn = refusal("a1 AAE*Aw== 2026-03-01T10:20:30Z");
    assertEquals("keys, line 1: the secret is neither base64 nor hex of 32 bytes", torn);
    assertTrue(refusal(LINE.replace("10:20:30Z", "noon")).contains("bad time"));
  }

  @Test
  void secretsAreNotPrinted() {
    String printed = Keyring.parse(List.of(LINE)).toString();
    assertEquals("[a1 *** 2026-03-01T10:20:30Z]", printed);
  }

  @Test
  void aFileOthersCanReadWarns() {
    List<String> warnings = new ArrayList<>();
    Path file = Toml.write(folder.resolve("keys"), LINE + "\n", "rw-------");
    assertEquals(List.of("a1"), Keyring.read(file, warnings::add).ids());
    assertEquals(List.of(), warnings);
    Toml.write(file, LINE + "\n", "rw-r-----");
    Keyring.read(file, warnings::add);
    assertEquals(List.of(file + ": others may read the keys; run chmod 600 " + file), warnings);
  }

  @Test
  void aFileIsNamedInItsErrors() {
    Path file = folder.resolve("keys");
    ConfigException missing =
        assertThrows(ConfigException.class, () -> Keyring.read(file, warning -> {}));
    assertEquals(file + " does not exist; run `efm init` to make it", missing.getMessage());
    Toml.write(file, LINE + "\nx\n", "rw-------");
    ConfigException bad =
        assertThrows(ConfigException.class, () -> Keyring.read(file, warning -> {}));
    assertEquals(file + ":2: expected \"id secret since\"", bad.getMessage());
  }

  @Test
  void aCopyOfTheMacIsHandedOut() {
    Signature signature = Keyring.create(random, NOW).sign("p", bytes("x"));
    byte[] mac = signature.mac();
    Arrays.fill(signature.mac(), (byte) 0);
    assertArrayEquals(mac, signature.mac());
  }

  /** Draws the same id twice, then others. */
  private static final class Draws extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private int drawn;

    @Override
    public int nextInt(int bound) {
      int id = drawn++ / 3;
      return id < 2 ? 1 : id;
    }
  }
}
