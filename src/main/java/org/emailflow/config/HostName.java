package org.emailflow.config;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * Host and domain names after RFC 1123 section 2.1: labels of letters, digits and hyphens, the last
 * one not all digits. Internationalised names (RFC 3490) become A-labels.
 */
final class HostName {

  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;

  private HostName() {}

  /** The name in lower case, as A-labels; empty if it is none. */
  static Optional<String> normalise(String text) {
    return ascii(text).map(name -> name.toLowerCase(Locale.ROOT)).filter(HostName::isValid);
  }

  private static Optional<String> ascii(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return Optional.of(text);
    }
    try {
      return Optional.of(IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isValid(String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return false;
    }
    int start = 0;
    boolean digits = true;
    while (start <= name.length()) {
      int dot = name.indexOf('.', start);
      int end = dot < 0 ? name.length() : dot;
      if (!isLabel(name, start, end)) {
        return false;
      }
      digits = name.substring(start, end).chars().allMatch(HostName::isDigit);
      start = end + 1;
    }
    return !digits;
  }

  private static boolean isLabel(String name, int start, int end) {
    if (start == end || end - start > LONGEST_LABEL) {
      return false;
    }
    return name.charAt(start) != '-'
        && name.charAt(end - 1) != '-'
        && name.substring(start, end).chars().allMatch(c -> isDigit(c) || isLetter(c) || c == '-');
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
