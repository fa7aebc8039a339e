package org.emailflow.relay;

import org.emailflow.config.Config;
import org.emailflow.mail.Encrypted;
import org.emailflow.mail.Signed;
import org.emailflow.mail.TranslationOptions;

/** The site's settings in the words of the {@code mail} room, which knows no settings. */
final class TranslationSettings {
  private TranslationSettings() {}

  static TranslationOptions of(Config config, String domain) {
    return new TranslationOptions(
        TranslationOptions.ALLOWED_FIELDS,
        signed(config.relay().signed()),
        encrypted(config.relay().encrypted()),
        domain);
  }

  private static Signed signed(Config.Signed setting) {
    return switch (setting) {
      case STRIP -> Signed.STRIP;
      case DENY -> Signed.DENY;
      case PASS -> Signed.PASS;
    };
  }

  private static Encrypted encrypted(Config.Encrypted setting) {
    return switch (setting) {
      case PASS -> Encrypted.PASS;
      case DENY -> Encrypted.DENY;
    };
  }
}
