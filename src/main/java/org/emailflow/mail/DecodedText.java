package org.emailflow.mail;

import java.util.List;

/**
 * Bytes read as characters, and the way back: edits of the characters become edits of the bytes, in
 * the same charset, and all other bytes stay.
 */
sealed interface DecodedText permits MappedText, ShiftedText, Utf7Text {

  /** The characters. A byte that the charset does not know is one U+FFFD. */
  String text();

  /** Whether there were bytes that the charset does not know. */
  boolean malformed();

  /** The signs in them. */
  Signs signs();

  /**
   * The same edits of the bytes. A character that the charset does not have becomes its
   * replacement, usually a question mark.
   *
   * @param edits in ascending order, none overlapping another
   */
  List<ByteEdit> edits(List<TextEdit> edits);
}
