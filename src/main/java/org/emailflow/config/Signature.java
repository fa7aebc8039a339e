package org.emailflow.config;

/** A message authentication code and the id of the key that made it. */
public final class Signature {

  private final String keyId;
  private final byte[] mac;

  Signature(String keyId, byte[] mac) {
    this.keyId = keyId;
    this.mac = mac;
  }

  /** The key's id: 2 to 4 characters, lower-case Crockford base32. */
  public String keyId() {
    return keyId;
  }

  /** 32 bytes; a copy. They may be cut to the first {@link Keyring#SHORTEST_MAC} or more. */
  public byte[] mac() {
    return mac.clone();
  }
}
