package org.emailflow.spool;

import java.io.IOException;
import java.io.OutputStream;

/** What a staged file will hold; written once, in one go. */
@FunctionalInterface
public interface Content {

  /**
   * Writes all of it. The stream is buffered and is closed by the spool, never here.
   *
   * @throws IOException if the content cannot be made; what goes wrong with the disk comes out of
   *     {@code out} as a {@link SpoolException} instead, so that the two are never mixed up
   */
  void writeTo(OutputStream out) throws IOException;
}
