package org.emailflow.spool;

import java.util.HexFormat;

/**
 * An outbound file in {@code queue/tmp} (state S2), complete but not yet durable.
 *
 * @param name {@code <owner>.<k>}
 * @param size in bytes
 * @param sha256 of all its bytes, in lower-case hex
 */
public record Staged(String name, long size, String sha256) {

  /** The hash as the 32 bytes that the ledger keeps. */
  public byte[] sha256Bytes() {
    return HexFormat.of().parseHex(sha256);
  }
}
