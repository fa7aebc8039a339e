package org.emailflow.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds known addresses in base64 (RFC 4648, both alphabets), as newsletters and calendars put them
 * into the links of an unsubscription or an event: {@code ?eid=YW5uQHJlYWwuZXhhbXBsZQ}.
 *
 * <p>Only where the whole value is one address, as it is registered or in lower case: to decode
 * whatever may be base64 would cost more than it finds.
 */
final class EncodedAddresses {

  private static final int GROUP = 4;

  /** Addresses by their base64 without padding. */
  private final Map<String, AddressRule> rules = new LinkedHashMap<>();

  EncodedAddresses(List<AddressRule> known) {
    for (AddressRule rule : known) {
      for (String from : List.of(rule.from(), rule.from().toLowerCase(Locale.ROOT))) {
        byte[] bytes = from.getBytes(StandardCharsets.UTF_8);
        rules.putIfAbsent(Base64.getEncoder().withoutPadding().encodeToString(bytes), rule);
        rules.putIfAbsent(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), rule);
      }
    }
  }

  /** The edits that put the new address in place, in base64 and padded as the old one was. */
  List<TextEdit> edits(CharSequence text) {
    String all = text.toString();
    List<TextEdit> edits = new ArrayList<>();
    for (Map.Entry<String, AddressRule> rule : rules.entrySet()) {
      String key = rule.getKey();
      for (int at = all.indexOf(key); at >= 0; at = all.indexOf(key, at + key.length())) {
        if (isWhole(all, at, at + key.length())) {
          edits.add(edit(all, at, key.length(), rule.getValue()));
        }
      }
    }
    return edits;
  }

  private static boolean isWhole(String text, int start, int end) {
    return (start == 0 || !isValue(text.charAt(start - 1)))
        && (end == text.length() || !isValue(text.charAt(end)));
  }

  /** A slash is a sign of base64 too, but one that parts a path stands there more often. */
  private static boolean isValue(char c) {
    return c == '+' || c == '-' || c == '_' || TextBounds.isAlphanumeric(c);
  }

  private static TextEdit edit(String text, int start, int length, AddressRule rule) {
    int missing = (GROUP - length % GROUP) % GROUP;
    String sign = text.startsWith("%3", start + length) ? "%3D" : "=";
    String padding = sign.repeat(missing);
    boolean padded = text.regionMatches(true, start + length, padding, 0, padding.length());
    byte[] bytes = rule.to().getBytes(StandardCharsets.UTF_8);
    Base64.Encoder encoder = Base64.getUrlEncoder();
    String to = (padded ? encoder : encoder.withoutPadding()).encodeToString(bytes);
    int end = start + length + (padded ? padding.length() : 0);
    return new TextEdit(start, end, to.replace("=", sign));
  }
}
