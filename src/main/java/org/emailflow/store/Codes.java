package org.emailflow.store;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Makes and checks codes: 80 random bits as 16 characters of Crockford's base32
 * (https://www.crockford.com/base32.html) in lower case, which has no i, l, o or u. Thread-safe if
 * the generator is.
 */
public final class Codes {

  /** How many characters a code has. */
  public static final int LENGTH = 16;

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final Pattern CODE = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");

  private final RandomGenerator random;

  /**
   * The generator is a {@link java.security.SecureRandom} in production: who can guess a code can
   * write to its owner.
   */
  public Codes(RandomGenerator random) {
    this.random = requireNonNull(random);
  }

  public String mint() {
    byte[] bytes = new byte[LENGTH * 5 / 8];
    random.nextBytes(bytes);
    StringBuilder code = new StringBuilder(LENGTH);
    long bits = 0;
    int held = 0;
    for (byte b : bytes) {
      bits = bits << 8 | (b & 0xff);
      for (held += 8; held >= 5; held -= 5) {
        code.append(ALPHABET.charAt((int) (bits >> (held - 5)) & 31));
      }
    }
    return code.toString();
  }

  /** The code in the form that is stored, or the empty string if the text is no code. */
  public static String normalise(String text) {
    String code = text.toLowerCase(Locale.ROOT);
    return CODE.matcher(code).matches() ? code : "";
  }
}
