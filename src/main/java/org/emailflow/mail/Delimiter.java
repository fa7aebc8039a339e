package org.emailflow.mail;

/**
 * A delimiter line of a multipart, from its two dashes to its line end. The boundary begins at
 * {@code start + 2}. The line end before it belongs to the delimiter too (RFC 2046 section 5.1.1)
 * but is not in the range: dropping from one delimiter's start to the next one's drops a part.
 *
 * @param start the offset of its first dash
 * @param end the offset after its line end, or the end of the multipart if that comes first
 * @param close whether it closes the multipart
 */
public record Delimiter(long start, long end, boolean close) {}
