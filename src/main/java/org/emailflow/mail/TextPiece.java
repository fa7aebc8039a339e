package org.emailflow.mail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Translates a piece of text that is at hand as bytes: in every reading of them, each edit in the
 * charset of its place.
 */
final class TextPiece {

  private final TextTranslator translator;
  private final TextStyle style;
  private final String charset;

  /**
   * @param charset as declared; may be empty or nonsense
   */
  TextPiece(TextTranslator translator, TextStyle style, String charset) {
    this.translator = translator;
    this.style = style;
    this.charset = charset;
  }

  /** The edits, in ascending order, none overlapping another. */
  List<ByteEdit> edits(byte[] bytes) {
    return edits(bytes, Signs.of(bytes));
  }

  /** The same, where the signs in the bytes are known. */
  List<ByteEdit> edits(byte[] bytes, Signs signs) {
    List<ByteEdit> all = new ArrayList<>();
    for (DecodedText look : TextLooks.of(bytes, signs, charset)) {
      List<TextEdit> edits = translator.edits(look, style);
      if (!edits.isEmpty()) {
        all.addAll(look.edits(writable(edits, look)));
      }
    }
    return merged(all);
  }

  /** Of edits that overlap in two readings, the first is that of the declared charset. */
  private static List<ByteEdit> merged(List<ByteEdit> edits) {
    edits.sort(Comparator.comparingInt(ByteEdit::start));
    List<ByteEdit> out = new ArrayList<>(edits.size());
    for (ByteEdit edit : edits) {
      ByteEdit last = out.isEmpty() ? null : out.get(out.size() - 1);
      boolean apart = last == null || edit.start() >= last.end();
      if (apart && !(last != null && isSameInsertion(last, edit))) {
        out.add(edit);
      } else if (edit.end() > last.end()) {
        out.set(out.size() - 1, new ByteEdit(last.start(), edit.end(), last.replacement()));
      }
    }
    return out;
  }

  private static boolean isSameInsertion(ByteEdit a, ByteEdit b) {
    return a.start() == b.start() && a.end() == b.end();
  }

  /** Edits that the charset can write: a domain in A-labels where it must be, or no edit at all. */
  private static List<TextEdit> writable(List<TextEdit> edits, DecodedText look) {
    List<TextEdit> writable = new ArrayList<>(edits.size());
    for (TextEdit edit : edits) {
      if (canWrite(edit, look)) {
        writable.add(edit);
        continue;
      }
      TextEdit plain = new TextEdit(edit.start(), edit.end(), aLabels(edit.replacement()));
      if (canWrite(plain, look)) {
        writable.add(plain);
      }
      // An address of ours is ASCII, so this is one of the recipient's own: its alias may stay.
    }
    return writable;
  }

  private static boolean canWrite(TextEdit edit, DecodedText look) {
    String text = edit.replacement();
    if (Addresses.isAscii(text) || text.indexOf('?') >= 0) {
      return true;
    }
    for (ByteEdit bytes : look.edits(List.of(edit))) {
      for (byte b : bytes.replacement()) {
        if (b == '?') {
          return false;
        }
      }
    }
    return true;
  }

  private static String aLabels(String address) {
    int at = address.lastIndexOf('@');
    try {
      return address.substring(0, at + 1) + DomainNames.toAscii(address.substring(at + 1));
    } catch (IllegalArgumentException e) {
      return address; // no host name: there is no other way to write it
    }
  }
}
