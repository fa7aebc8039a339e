package org.emailflow.chain;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import org.emailflow.config.Keyring;
import org.emailflow.config.Signature;
import org.emailflow.mail.Chars;
import org.emailflow.mail.Header;

/**
 * The signed mark by which the relay knows its own mail again.
 *
 * <p>{@code X-Efm-Loop: <key id> <MAC>}, the MAC over the service's and the correspondent's code:
 * both directions of one conversation carry the same mark. A mail program does not copy unknown
 * fields into an answer, so a message that comes in with its own conversation's mark has been sent
 * round.
 *
 * <p>Who could send this, and what would they gain? Only the two parties ever see the mark, and
 * copying it stops nobody's mail but the copier's own; without the key no other conversation's mark
 * can be made. That is why the mark is signed and why a hop count, which anyone may write, only
 * ever stops the message that carries it.
 */
public final class LoopMark {
  /** The field that carries the mark. */
  public static final String FIELD = "X-Efm-Loop";

  /** The field that counts hops; larger than any count a delivery path has by itself. */
  public static final String HOPS = "X-Loop-Hops";

  private static final String PURPOSE = "loop";

  private final Keyring keys;

  public LoopMark(Keyring keys) {
    this.keys = keys;
  }

  /** The field's value for one conversation. */
  public String of(String serviceCode, String userCode) {
    Signature signature = keys.sign(PURPOSE, bytes(serviceCode), bytes(userCode));
    return signature.keyId() + " " + encode(signature.mac());
  }

  /** Whether {@code header} carries the mark of this conversation. */
  public boolean in(Header header, String serviceCode, String userCode) {
    return header.all(FIELD).stream()
        .anyMatch(field -> matches(field.body(), serviceCode, userCode));
  }

  private boolean matches(String value, String serviceCode, String userCode) {
    String[] words = value.strip().split("\\s+", -1);
    if (words.length != 2) {
      return false;
    }
    return decode(words[1])
        .map(mac -> keys.verify(PURPOSE, words[0], mac, bytes(serviceCode), bytes(userCode)))
        .orElse(false);
  }

  /** The hops that {@code header} tells of: the larger of its own count and its Received lines. */
  public static int hops(Header header) {
    int told =
        header.all(HOPS).stream().mapToInt(field -> number(field.body().strip())).max().orElse(0);
    return Math.max(told, header.count("Received"));
  }

  private static int number(String digits) {
    boolean plain = !digits.isEmpty() && digits.length() <= 6;
    return plain && Chars.all(digits, c -> c >= '0' && c <= '9') ? Integer.parseInt(digits) : 0;
  }

  private static byte[] bytes(String code) {
    return code.getBytes(US_ASCII);
  }

  private static String encode(byte[] mac) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  private static Optional<byte[]> decode(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text.getBytes(UTF_8)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
