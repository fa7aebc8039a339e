package org.emailflow.config;

import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/**
 * One line of the keys file: {@code id secret since}. The id stands in every token that the key has
 * signed, so it is short: 2 to 4 characters of Crockford's base32 in lower case. The secret is 32
 * bytes, in base64 or hex. {@code since} is an ISO 8601 instant, for people only: nothing expires.
 */
record SigningKey(String id, SecretKeySpec secret, Instant since) {

  static final String ALGORITHM = "HmacSHA256";

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int SECRET_BYTES = 32;
  private static final int HEX_LENGTH = 2 * SECRET_BYTES;
  private static final int NEW_ID_LENGTH = 3;

  /**
   * @throws IllegalArgumentException with what is wrong with the line; never with the secret
   */
  static SigningKey parse(String line) {
    String[] fields = line.strip().split("\\s+", -1);
    if (fields.length != 3) {
      throw new IllegalArgumentException("expected \"id secret since\"");
    }
    return new SigningKey(id(fields[0]), secret(fields[1]), since(fields[2]));
  }

  /** A new key; {@code since} is cut to seconds. */
  static SigningKey generate(SecureRandom random, Instant now) {
    StringBuilder id = new StringBuilder(NEW_ID_LENGTH);
    for (int i = 0; i < NEW_ID_LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new SigningKey(
        id.toString(), new SecretKeySpec(secret, ALGORITHM), now.truncatedTo(ChronoUnit.SECONDS));
  }

  /** The line, which {@link #parse} reads again. */
  String line() {
    return id + " " + Base64.getEncoder().encodeToString(secret.getEncoded()) + " " + since;
  }

  private static String id(String text) {
    boolean known = text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    if (!known || text.length() < 2 || text.length() > 4) {
      throw new IllegalArgumentException(
          "bad id \"" + text + "\": give 2 to 4 of " + ALPHABET + ", in lower case");
    }
    return text;
  }

  private static SecretKeySpec secret(String text) {
    byte[] bytes = decode(text);
    if (bytes.length != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the secret is " + bytes.length + " bytes long: give 32, from `efm keys rotate`");
    }
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  private static byte[] decode(String text) {
    try {
      return text.length() == HEX_LENGTH
          ? HexFormat.of().parseHex(text)
          : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // Not chained: its message quotes the secret.
      throw new IllegalArgumentException("the secret is neither base64 nor hex of 32 bytes");
    }
  }

  private static Instant since(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "bad time \"" + text + "\": give one like 2026-01-31T12:00:00Z", e);
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return id + " *** " + since;
  }
}
