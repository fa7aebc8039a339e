package org.emailflow.mail;

/**
 * A half-open range of byte offsets in a source.
 *
 * @param start the first byte
 * @param end the byte after the last one
 */
public record Range(long start, long end) {

  /** Refuses what cannot be a range. */
  public Range {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no range: " + start + " to " + end);
    }
  }

  /** How many bytes it spans. */
  public long length() {
    return end - start;
  }

  /** Whether it spans nothing. */
  public boolean isEmpty() {
    return start == end;
  }
}
