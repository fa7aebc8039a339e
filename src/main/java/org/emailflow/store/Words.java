package org.emailflow.store;

import java.util.Locale;

/**
 * The words of the tables' ENUM columns as Java constants: {@code to-service} is {@code
 * TO_SERVICE}.
 */
final class Words {

  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of a word, or null for null. */
  static <E extends Enum<E>> E parse(Class<E> type, String word) {
    return word == null
        ? null
        : Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
