package org.emailflow.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 that names a message: the bytes below the MTA's delivery block and the recipient as
 * the MTA wrote it.
 */
public final class Sha256 implements Comparable<Sha256> {

  private static final int BYTES = 32;

  private final byte[] hash;

  private Sha256(byte[] hash) {
    if (hash.length != BYTES) {
      throw new IllegalArgumentException("a SHA-256 has " + BYTES + " bytes, not " + hash.length);
    }
    this.hash = hash;
  }

  /** Copies the array. */
  public static Sha256 of(byte[] hash) {
    return new Sha256(hash.clone());
  }

  /** The hash of the parts, one after the other. */
  public static Sha256 hash(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return new Sha256(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** A new copy. */
  public byte[] bytes() {
    return hash.clone();
  }

  public String hex() {
    return HexFormat.of().formatHex(hash);
  }

  @Override
  public int compareTo(Sha256 other) {
    return Arrays.compareUnsigned(hash, other.hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sha256 that && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  @Override
  public String toString() {
    return hex();
  }
}
