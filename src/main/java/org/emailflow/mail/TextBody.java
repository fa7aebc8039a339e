package org.emailflow.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Translates the body of a text part, of any size, piece by piece. What is edited in place keeps
 * all its other bytes; base64 is written anew when something changed; and a text in which an edited
 * line would be over 998 octets is written anew as quoted-printable, or where its encoding cannot
 * be changed, with line ends put in.
 *
 * <p>Memory stays bounded even where every line holds an address: of a piece with very many edits,
 * of all beyond what {@link Notes} keeps, and of what is written anew, only the fact is kept, and
 * the work is done again when the message is written.
 */
final class TextBody {

  /** Edits of one piece that are kept. */
  private static final int MOST_EDITS = 500;

  /** Of base64 with padding in between; nobody writes that many. */
  private static final int MOST_RUNS = 100;

  private final Splices splices;
  private final Octets source;
  private final TextPiece piece;
  private final Supplier<Armor> armor;
  private final Notes notes;
  private final boolean recodable;

  /**
   * @param armor made anew for each walk over the text
   * @param notes that know how much is kept
   * @param recodable whether a header field says how the text is encoded, and so may say otherwise
   */
  TextBody(
      Splices splices, TextPiece piece, Supplier<Armor> armor, Notes notes, boolean recodable) {
    this.splices = splices;
    this.source = splices.source();
    this.piece = piece;
    this.armor = armor;
    this.notes = notes;
    this.recodable = recodable;
  }

  /**
   * Translates a range in a transfer encoding.
   *
   * @return whether it is quoted-printable now, and was not
   * @throws MailException where it holds what may not pass, see {@link Armor}; {@code
   *     text-too-large}
   */
  boolean translate(long from, long to, String encoding) throws MailException, IOException {
    if (TransferEncoding.isIdentity(encoding)) {
      return translatePlain(from, to);
    }
    if (encoding.equals("quoted-printable")) {
      translateInPlace(from, to, encoding, splices);
    } else if (encoding.equals("base64")) {
      translateBase64(from, to);
    } else {
      translateUu(from, to);
    }
    return false;
  }

  private boolean translatePlain(long from, long to) throws MailException, IOException {
    Splices own = new Splices(source);
    if (!translateInPlace(from, to, "", own)) {
      own.moveTo(splices);
      return false;
    }
    splices.replace(from, to, out -> writeShortLines(from, to, out));
    return recodable;
  }

  /** Makes the edits, and tells whether they make a line too long. */
  private boolean translateInPlace(long from, long to, String encoding, Splices into)
      throws MailException, IOException {
    Armor walk = armor.get();
    boolean tooLong = false;
    long end;
    for (long at = from; at < to; at = end) {
      end = TextCuts.end(source, at, to);
      Armor before = walk.copy();
      DecodedBody body = TransferEncoding.decode(source, at, end, encoding);
      List<ByteEdit> edits = edits(body.bytes(), walk);
      tooLong |= encoding.isEmpty() && LongLines.areMade(body.bytes(), edits);
      if (isKept(edits)) {
        body.splice(edits, into);
      } else {
        long pieceFrom = at;
        long pieceTo = end;
        into.replace(at, end, out -> writeAgain(pieceFrom, pieceTo, encoding, before.copy(), out));
      }
    }
    return tooLong;
  }

  private boolean isKept(List<ByteEdit> edits) {
    return edits.size() <= MOST_EDITS && notes.keep(edits.size());
  }

  private List<ByteEdit> edits(byte[] bytes, Armor walk) throws MailException {
    Signs signs = Signs.of(bytes);
    List<Range> sealed = walk.sealed(bytes, signs);
    List<ByteEdit> edits = piece.edits(bytes, signs);
    return sealed.isEmpty() ? edits : edits.stream().filter(e -> isOpen(e, sealed)).toList();
  }

  private static boolean isOpen(ByteEdit edit, List<Range> sealed) {
    return sealed.stream().noneMatch(s -> edit.start() < s.end() && edit.end() > s.start());
  }

  /** As {@link #edits}, of what was walked over before. */
  private List<ByteEdit> editsAgain(byte[] bytes, Armor walk) {
    try {
      return edits(bytes, walk);
    } catch (MailException e) {
      throw new AssertionError("what may not pass was refused before", e);
    }
  }

  private void writeAgain(long from, long to, String encoding, Armor walk, OutputStream out)
      throws IOException {
    DecodedBody body = TransferEncoding.decode(source, from, to, encoding);
    Splices own = new Splices(source);
    body.splice(editsAgain(body.bytes(), walk), own);
    own.writeTo(out, from, to);
  }

  private void writeShortLines(long from, long to, OutputStream out) throws IOException {
    Armor walk = armor.get();
    String lineEnd = TransferEncoding.lineEnd(source, from, to);
    QuotedPrintableWriter writer = new QuotedPrintableWriter(0, lineEnd);
    long end;
    for (long at = from; at < to; at = end) {
      end = TextCuts.end(source, at, to);
      byte[] bytes = source.slice(at, end);
      byte[] text = ByteEdit.bytes(bytes, editsAgain(bytes, walk));
      if (recodable) {
        writer.write(text, true);
        out.write(writer.take());
      } else {
        out.write(LongLines.cut(text, lineEnd));
      }
    }
  }

  private void translateBase64(long from, long to) throws MailException, IOException {
    if (to - from <= TextCuts.PIECE) {
      translateShortBase64(from, to);
      return;
    }
    boolean[] changed = {false};
    Armor walk = armor.get();
    TextPieces.forEachOfBase64(
        source, from, to, bytes -> changed[0] |= !edits(bytes, walk).isEmpty());
    if (changed[0] || hasJunk(from, to)) {
      encodeAgain(from, to);
    }
  }

  private void encodeAgain(long from, long to) throws IOException {
    Content decoded = out -> writeDecoded(from, to, out);
    splices.replace(from, to, Base64Layout.of(source, from, to).encoded(decoded));
  }

  private void translateShortBase64(long from, long to) throws MailException, IOException {
    DecodedBody body = TransferEncoding.decode(source, from, to, "base64");
    List<ByteEdit> edits = edits(body.bytes(), armor.get());
    if (edits.isEmpty() ? hasJunk(from, to) : !isKept(edits)) {
      encodeAgain(from, to);
    } else {
      body.splice(edits, splices);
    }
  }

  private void writeDecoded(long from, long to, OutputStream out) throws IOException {
    Armor walk = armor.get();
    try {
      TextPieces.forEachOfBase64(
          source, from, to, b -> ByteEdit.applied(b, editsAgain(b, walk)).writeTo(out));
    } catch (MailException e) {
      throw new AssertionError("nothing here throws it", e);
    }
  }

  /** Text below the padding is no part of the body to most readers, but it would go out. */
  private boolean hasJunk(long from, long to) throws MailException, IOException {
    long at = from;
    while (at < to) {
      long end = TextCuts.end(source, at, to);
      byte[] raw = source.slice(at, end);
      if (hasSign(raw) && !piece.edits(raw).isEmpty()) {
        return true;
      }
      at = end;
    }
    return hasMoreRuns(from, to);
  }

  /** Data below the padding, with padding of its own as often as not: some readers go on there. */
  private boolean hasMoreRuns(long from, long to) throws MailException, IOException {
    long at = from;
    for (int run = 0; run < MOST_RUNS; run++) {
      try (Base64Input in = new Base64Input(source.stream(at, to))) {
        boolean[] found = {false};
        if (run == 0) {
          in.transferTo(OutputStream.nullOutputStream());
        } else {
          TextPieces.forEach(in, bytes -> found[0] |= !piece.edits(bytes).isEmpty());
        }
        at += in.consumed();
        if (found[0] || at == to) {
          return found[0];
        }
      }
    }
    return true;
  }

  private static boolean hasSign(byte[] raw) {
    for (byte b : raw) {
      if (b == '@' || b == '%' || b == '&') {
        return true;
      }
    }
    return false;
  }

  private void translateUu(long from, long to) throws MailException, IOException {
    Splices own = new Splices(source);
    if (isKept(translateUu(from, to, own))) {
      own.moveTo(splices);
    } else {
      splices.replace(from, to, out -> writeUuAgain(from, to, out));
    }
  }

  /** The data, and what stands above and below it; returns the edits of the data. */
  private List<ByteEdit> translateUu(long from, long to, Splices into)
      throws MailException, IOException {
    UuBody body = TextPieces.uu(source, from, to);
    Armor walk = armor.get();
    List<ByteEdit> edits = new ArrayList<>();
    int[] offset = {0};
    TextPieces.forEach(
        body.bytes(),
        bytes -> {
          edits(bytes, walk).forEach(e -> edits.add(e.moved(offset[0])));
          offset[0] += bytes.length;
        });
    body.splice(edits, into);
    translateInPlace(from, from + body.dataStart(), "", into);
    translateInPlace(from + body.dataEnd(), to, "", into);
    return edits;
  }

  private void writeUuAgain(long from, long to, OutputStream out) throws IOException {
    Splices again = new Splices(source);
    try {
      translateUu(from, to, again);
    } catch (MailException e) {
      throw new AssertionError("what may not pass was refused before", e);
    }
    again.writeTo(out, from, to);
  }
}
