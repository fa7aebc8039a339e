package org.emailflow.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Translates the body of a text part, of any size, in pieces of a million bytes. What is edited in
 * place keeps all its other bytes; base64 is written anew when something changed, decoded and
 * encoded again while it is written.
 */
final class TextBody {

  private final Splices splices;
  private final Octets source;
  private final TextPiece piece;
  private final Armor armor;

  TextBody(Splices splices, TextPiece piece, Armor armor) {
    this.splices = splices;
    this.source = splices.source();
    this.piece = piece;
    this.armor = armor;
  }

  /**
   * Translates a range in a transfer encoding.
   *
   * @throws MailException where it holds what may not pass, see {@link Armor}
   */
  void translate(long from, long to, String encoding) throws MailException, IOException {
    if (encoding.equals("base64")) {
      translateBase64(from, to);
      return;
    }
    boolean whole = !TransferEncoding.isIdentity(encoding) && !encoding.equals("quoted-printable");
    long at = from;
    while (at < to && !armor.isSealed()) {
      long end = whole ? to : TextCuts.end(source, at, to);
      DecodedBody body = TransferEncoding.decode(source, at, end, encoding);
      body.splice(edits(body.bytes()), splices);
      at = end;
    }
  }

  private List<ByteEdit> edits(byte[] bytes) throws MailException {
    armor.check(bytes);
    return armor.isSealed() ? List.of() : piece.edits(bytes);
  }

  private void translateBase64(long from, long to) throws MailException, IOException {
    StreamEdits edits = new StreamEdits();
    try (InputStream in = new Base64Input(source.stream(from, to))) {
      byte[] rest = new byte[0];
      long at = 0;
      while (true) {
        byte[] bytes = joined(rest, in.readNBytes(TextCuts.PIECE - rest.length));
        boolean last = bytes.length < TextCuts.PIECE;
        int end = last ? bytes.length : TextCuts.end(bytes);
        edits.add(at, edits(Arrays.copyOf(bytes, end)));
        rest = Arrays.copyOfRange(bytes, end, bytes.length);
        at += end;
        if (last || armor.isSealed()) {
          break;
        }
      }
    }
    if (!armor.isSealed() && (!edits.isEmpty() || hasJunk(from, to))) {
      Base64Layout layout = Base64Layout.of(source, from, to);
      splices.replace(
          from, to, layout.encoded(edits.over(() -> new Base64Input(source.stream(from, to)))));
    }
  }

  /** Text below the padding is no part of the body to most readers, but it would go out. */
  private boolean hasJunk(long from, long to) throws IOException {
    try (InputStream in = source.stream(from, to)) {
      byte[] chunk = new byte[64 * 1024];
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        for (int i = 0; i < n; i++) {
          if (chunk[i] == '@' || chunk[i] == '%' || chunk[i] == '&') {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
