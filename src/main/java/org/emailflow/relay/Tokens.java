package org.emailflow.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.emailflow.config.Keyring;
import org.emailflow.config.Signature;

/**
 * The tokens of the variable envelope return path: {@code bounce-[token]@}.
 *
 * <p>A token is 16 random characters, 16 characters of HMAC over them, and the id of the key; all
 * in Crockford's lower-case base32, so that a server which changes the case of an address does no
 * harm. The random part alone is in the database. The HMAC is checked before the database is asked:
 *
 * <p>who could send this, and what would they gain? A forged bounce would mark somebody's address
 * as dead and send a notice; 80 bits of HMAC make the forger guess, and a guess costs no look-up.
 */
public final class Tokens {
  static final int RANDOM = 16;
  static final int MAC = 16;
  private static final int BYTES = 10;
  private static final String PURPOSE = "bounce";

  private final Keyring keys;
  private final SecureRandom random;

  public Tokens(Keyring keys, SecureRandom random) {
    this.keys = keys;
    this.random = random;
  }

  /** A new token. */
  public String mint() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String name = Base32.encode(bytes);
    Signature signature = keys.sign(PURPOSE, name.getBytes(US_ASCII));
    return name + Base32.encode(Arrays.copyOf(signature.mac(), BYTES)) + signature.keyId();
  }

  /** The random part of {@code token}, by which the database knows it; empty when it is forged. */
  public Optional<String> verify(String token) {
    if (token.length() <= RANDOM + MAC) {
      return Optional.empty();
    }
    String name = token.substring(0, RANDOM);
    String keyId = token.substring(RANDOM + MAC);
    return Base32.decode(token.substring(RANDOM, RANDOM + MAC))
        .filter(mac -> keys.verify(PURPOSE, keyId, mac, name.getBytes(US_ASCII)))
        .map(mac -> name);
  }

  /** The random part of a token that {@link #mint} made. */
  public static String name(String token) {
    return token.substring(0, RANDOM);
  }
}
