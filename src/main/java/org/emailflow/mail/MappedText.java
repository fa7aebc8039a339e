package org.emailflow.mail;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Text of a charset without states: each character has bytes of its own.
 *
 * @param starts where each character begins, and the end; null where a character is a byte
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MappedText(String text, Charset charset, int[] starts, boolean malformed, Signs signs)
    implements DecodedText {

  MappedText(String text, Charset charset, int[] starts, boolean malformed) {
    this(text, charset, starts, malformed, Signs.of(text));
  }

  /** Edits that say the same share their bytes: a text may hold one address many thousand times. */
  @Override
  public List<ByteEdit> edits(List<TextEdit> edits) {
    Map<String, byte[]> made = new HashMap<>();
    List<ByteEdit> out = new ArrayList<>(edits.size());
    for (TextEdit e : edits) {
      byte[] with = made.computeIfAbsent(e.replacement(), text -> text.getBytes(charset));
      out.add(new ByteEdit(at(e.start()), at(e.end()), with));
    }
    return out;
  }

  private int at(int index) {
    return starts == null ? index : starts[index];
  }
}
