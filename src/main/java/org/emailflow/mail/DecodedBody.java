package org.emailflow.mail;

import java.util.List;

/**
 * A body, or a piece of one, without its transfer encoding, and the way back: edits of the decoded
 * bytes become splices of the source.
 *
 * <p>What stands in the source as it is, or quoted-printable, is edited in place and keeps all
 * other bytes. What has no place of its own in the source (base64, uuencode) is written anew as a
 * whole, with the line length and the line ends that it had.
 */
sealed interface DecodedBody permits PlainBody, QuotedPrintableBody, Base64Body, UuBody {

  /** The decoded bytes; not to be changed. */
  byte[] bytes();

  /**
   * Makes these edits in the source.
   *
   * @param edits in ascending order, none overlapping another
   * @param into splices over the source that was decoded
   */
  void splice(List<ByteEdit> edits, Splices into);
}
