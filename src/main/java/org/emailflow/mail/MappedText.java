package org.emailflow.mail;

import java.nio.charset.Charset;
import java.util.List;

/**
 * Text of a charset without states: each character has bytes of its own.
 *
 * @param starts where each character begins, and the end; null where a character is a byte
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MappedText(String text, Charset charset, int[] starts, boolean malformed)
    implements DecodedText {

  @Override
  public List<ByteEdit> edits(List<TextEdit> edits) {
    return edits.stream()
        .map(e -> new ByteEdit(at(e.start()), at(e.end()), e.replacement().getBytes(charset)))
        .toList();
  }

  private int at(int index) {
    return starts == null ? index : starts[index];
  }
}
