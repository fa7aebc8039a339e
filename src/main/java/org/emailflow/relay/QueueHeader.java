package org.emailflow.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.emailflow.mail.Addresses;

/**
 * The lines before the message in a queue file: all that a courier needs to hand it on.
 *
 * <p>{@code X-Efm-Sender}, {@code X-Efm-Recipient} with the parameters of RFC 3461, {@code
 * X-Efm-Envid}, {@code X-Efm-Smtputf8} (RFC 6531), then an empty line; each ends in LF.
 */
final class QueueHeader {
  private QueueHeader() {}

  /**
   * For a relayed message: bounces come back to its token and tell which alias was meant.
   *
   * @param utf8 whether its header has what only SMTPUTF8 may carry
   */
  static byte[] relayed(String sender, String token, String recipient, String alias, boolean utf8) {
    String parameters = ";orcpt=rfc822;" + xtext(alias);
    return lines(sender, recipient, parameters, Optional.of(token), utf8);
  }

  /** For a notice: from the null sender, and nobody is told when it cannot be delivered. */
  static byte[] notice(String recipient) {
    return lines("", recipient, ";notify=never", Optional.empty(), false);
  }

  private static byte[] lines(
      String sender, String recipient, String parameters, Optional<String> envid, boolean utf8) {
    if (!Addresses.standsInPath(sender) || !Addresses.standsInPath(recipient)) {
      throw new IllegalArgumentException("an address would break out of its line");
    }
    StringBuilder out = new StringBuilder(256);
    out.append("X-Efm-Sender: <").append(sender).append(">\n");
    out.append("X-Efm-Recipient: <").append(recipient).append('>').append(parameters).append('\n');
    envid.ifPresent(id -> out.append("X-Efm-Envid: ").append(id).append('\n'));
    if (utf8 || !Addresses.isAscii(sender) || !Addresses.isAscii(recipient)) {
      out.append("X-Efm-Smtputf8: yes\n");
    }
    return out.append('\n').toString().getBytes(UTF_8);
  }

  /** RFC 3461 section 4: what is no printable ASCII, and + and =, as +XX. */
  static String xtext(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : text.getBytes(UTF_8)) {
      int c = b & 0xff;
      if (c > 32 && c < 127 && c != '+' && c != '=') {
        out.append((char) c);
      } else {
        out.append(String.format("+%02X", c));
      }
    }
    return out.toString();
  }
}
