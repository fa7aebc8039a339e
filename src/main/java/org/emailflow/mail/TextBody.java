package org.emailflow.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Translates the body of a text part, of any size, piece by piece. What is edited in place keeps
 * all its other bytes; base64 is written anew when something changed.
 *
 * <p>Memory stays bounded even where every line holds an address: of a piece with very many edits,
 * and of base64 that does not fit into one, only the fact is kept, and the work is done again when
 * the message is written.
 */
final class TextBody {

  /** Edits of one piece that are kept; each takes a few hundred bytes. */
  private static final int MOST_EDITS = 500;

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
    boolean base64 = encoding.equals("base64");
    if (base64 && to - from > TextCuts.PIECE) {
      translateStream(from, to);
      return;
    }
    boolean inPlace = TransferEncoding.isIdentity(encoding) || encoding.equals("quoted-printable");
    boolean changed = false;
    long at = from;
    while (at < to && !armor.isSealed()) {
      long end = inPlace ? TextCuts.end(source, at, to) : to;
      changed |= translatePiece(at, end, encoding);
      at = end;
    }
    if (base64 && !armor.isSealed() && !changed && hasJunk(from, to)) {
      splices.replace(from, to, again(from, to));
    }
  }

  /** Whether anything changes. */
  private boolean translatePiece(long from, long to, String encoding)
      throws MailException, IOException {
    DecodedBody body = TransferEncoding.decode(source, from, to, encoding);
    List<ByteEdit> edits = edits(body.bytes());
    if (edits.size() <= MOST_EDITS) {
      body.splice(edits, splices);
      return !edits.isEmpty();
    }
    splices.replace(
        from,
        to,
        out -> {
          DecodedBody again = TransferEncoding.decode(source, from, to, encoding);
          Splices own = new Splices(source);
          again.splice(piece.edits(again.bytes()), own);
          own.writeTo(out, from, to);
        });
    return true;
  }

  private List<ByteEdit> edits(byte[] bytes) throws MailException {
    armor.check(bytes);
    return armor.isSealed() ? List.of() : piece.edits(bytes);
  }

  /** What is done with each piece of a body that is decoded as a stream. */
  private interface Step {
    void take(byte[] bytes) throws MailException, IOException;
  }

  private void translateStream(long from, long to) throws MailException, IOException {
    boolean[] changed = {hasJunk(from, to)};
    forEachPiece(from, to, bytes -> changed[0] |= !edits(bytes).isEmpty());
    if (changed[0] && !armor.isSealed()) {
      splices.replace(from, to, again(from, to));
    }
  }

  /** The body in base64 with its edits, made while it is written. */
  private Content again(long from, long to) throws IOException {
    return Base64Layout.of(source, from, to).encoded(out -> write(from, to, out));
  }

  private void write(long from, long to, OutputStream out) throws IOException {
    try {
      forEachPiece(from, to, bytes -> ByteEdit.applied(bytes, piece.edits(bytes)).writeTo(out));
    } catch (MailException e) {
      throw new AssertionError("armour is not looked for twice", e);
    }
  }

  private void forEachPiece(long from, long to, Step step) throws MailException, IOException {
    try (InputStream in = new Base64Input(source.stream(from, to))) {
      byte[] rest = new byte[0];
      boolean last = false;
      while (!last) {
        byte[] bytes = joined(rest, in.readNBytes(TextCuts.PIECE - rest.length));
        last = bytes.length < TextCuts.PIECE;
        int end = last ? bytes.length : TextCuts.end(bytes);
        step.take(Arrays.copyOf(bytes, end));
        rest = Arrays.copyOfRange(bytes, end, bytes.length);
      }
    }
  }

  /** Text below the padding is no part of the body to most readers, but it would go out. */
  private boolean hasJunk(long from, long to) throws IOException {
    long at = from;
    while (at < to) {
      long end = TextCuts.end(source, at, to);
      byte[] raw = source.slice(at, end);
      if (hasSign(raw) && !piece.edits(raw).isEmpty()) {
        return true;
      }
      at = end;
    }
    return false;
  }

  private static boolean hasSign(byte[] raw) {
    for (byte b : raw) {
      if (b == '@' || b == '%' || b == '&') {
        return true;
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
