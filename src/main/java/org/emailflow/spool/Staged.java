package org.emailflow.spool;

/**
 * An outbound file in {@code queue/tmp} (state S2), complete but not yet durable.
 *
 * @param name {@code <owner>.<k>}
 * @param size in bytes
 * @param crc32c of all its bytes. Not a cryptographic hash: it tells a torn file from a whole one,
 *     and who could forge a file here could as well write the row that it is held against
 */
public record Staged(String name, long size, long crc32c) {}
