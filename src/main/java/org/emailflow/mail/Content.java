package org.emailflow.mail;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Bytes that can write themselves. A splice may be filled by one, so that a large part that is
 * written anew (base64 decoded, edited and encoded again) never stands in memory as a whole.
 */
@FunctionalInterface
public interface Content {

  /** Writes all of it; may be called more than once and writes the same each time. */
  void writeTo(OutputStream out) throws IOException;

  /** Content of bytes that are at hand. They must not be changed afterwards. */
  static Content of(byte[] bytes) {
    return out -> out.write(bytes);
  }
}
