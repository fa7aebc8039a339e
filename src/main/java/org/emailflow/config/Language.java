package org.emailflow.config;

import java.util.Locale;

/** The languages that notices ship in. */
public enum Language {
  EN,
  ES;

  /** The BCP 47 tag, as written in {@code efm.toml} and in {@code Content-Language}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
