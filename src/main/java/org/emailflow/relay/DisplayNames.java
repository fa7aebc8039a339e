package org.emailflow.relay;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.emailflow.config.Config.DisplayName;
import org.emailflow.mail.Chars;
import org.emailflow.mail.Mailbox;

/**
 * How much of a writer's display name the other party sees.
 *
 * <p>Many mail programs put the address itself into the display name; any word with an {@code @} or
 * its percent form is left out whatever the setting.
 */
final class DisplayNames {
  private final DisplayName mode;

  DisplayNames(DisplayName mode) {
    this.mode = mode;
  }

  /** {@code address} under what may be shown of {@code mailbox}'s name. */
  Mailbox named(Mailbox mailbox, String address) {
    return new Mailbox(shown(mailbox.name()).orElse(null), address);
  }

  private Optional<String> shown(String name) {
    if (name == null || mode == DisplayName.HIDE) {
      return Optional.empty();
    }
    String plain =
        Arrays.stream(name.strip().split("\\s+"))
            .filter(word -> !holdsAddress(word))
            .collect(Collectors.joining(" "));
    String shown = mode == DisplayName.FIRST_NAME ? plain.split(" ", 2)[0] : plain;
    return Optional.of(shown).filter(s -> Chars.any(s, Character::isLetterOrDigit));
  }

  private static boolean holdsAddress(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return lower.indexOf('@') >= 0 || lower.contains("%40") || lower.indexOf('\uff20') >= 0;
  }
}
