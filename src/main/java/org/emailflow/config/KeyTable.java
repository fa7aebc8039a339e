package org.emailflow.config;

/** Every key of {@code efm.toml}. */
public final class KeyTable {

  private KeyTable() {}
}
