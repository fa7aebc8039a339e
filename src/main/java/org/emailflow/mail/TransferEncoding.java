package org.emailflow.mail;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * The transfer encodings of RFC 2045 section 6, and the uuencode that came before them.
 *
 * <p>Decoding never fails: junk is skipped or kept as the usual readers do. It is our own, because
 * the library's decoders give no offsets to edit by and stop where readers go on.
 */
final class TransferEncoding {
  private static final Set<String> UUENCODE = Set.of("x-uuencode", "uuencode", "x-uue", "uue");

  private TransferEncoding() {}

  /**
   * Whether a body in this encoding stands in the source as it is: 7bit, 8bit, binary, and all that
   * nobody knows.
   */
  static boolean isIdentity(String encoding) {
    String name = encoding.toLowerCase(Locale.ROOT);
    return !name.equals("base64") && !name.equals("quoted-printable") && !isUuencode(name);
  }

  static boolean isUuencode(String encoding) {
    return UUENCODE.contains(encoding.toLowerCase(Locale.ROOT));
  }

  /** Whether decoded bytes have places of their own in a body in this encoding. */
  static boolean isInPlace(String encoding) {
    return isIdentity(encoding) || encoding.equalsIgnoreCase("quoted-printable");
  }

  /**
   * Decodes a body, all of it in memory. Identity and quoted-printable bodies may be decoded piece
   * by piece, cut after a line end that is no soft break; for base64 of any size see {@link
   * Base64Layout}.
   *
   * @param encoding as of {@link Entity#transferEncoding()}
   */
  static DecodedBody decode(Octets source, long from, long to, String encoding) throws IOException {
    String name = encoding.toLowerCase(Locale.ROOT);
    if (name.equals("base64")) {
      return Base64Body.decode(source, from, to);
    }
    byte[] raw = source.slice(from, to);
    if (name.equals("quoted-printable")) {
      return new QuotedPrintableBody(raw, from, lineEnd(source, from, to));
    }
    if (isUuencode(name)) {
      return UuBody.decode(source, from, to);
    }
    return new PlainBody(raw, from);
  }

  /** The line end to write in a body: its own first, or else one next to it. */
  static String lineEnd(Octets source, long from, long to) throws IOException {
    long before = Math.max(0, from - 2);
    LineScanner line = new LineScanner(source, from, Math.min(source.length(), to + 2));
    if (line.next() && line.end() > line.contentEnd()) {
      return line.end() - line.contentEnd() == 2 ? "\r\n" : "\n";
    }
    byte[] above = source.slice(before, from);
    return above.length == 2 && above[0] == '\r' && above[1] == '\n' ? "\r\n" : "\n";
  }
}
