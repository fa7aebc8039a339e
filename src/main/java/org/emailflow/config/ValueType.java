package org.emailflow.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a key takes: how a value is read from TOML and from the environment, how it is written, and
 * what to tell a person who gave another. Types with a meaning of their own are in {@link
 * MailTypes} and {@link SystemTypes}.
 */
abstract class ValueType<T> {

  private final String expected;

  /**
   * @param expected what to write, after "give": {@code "deny" or "relay"}
   */
  ValueType(String expected) {
    this.expected = expected;
  }

  final String expected() {
    return expected;
  }

  /** Reads the text of a TOML string or an environment variable. */
  abstract T fromText(String text) throws BadValueException;

  /** Reads a TOML value: String, Long, Boolean, List, or what else TOML knows. */
  T fromToml(Object raw) throws BadValueException {
    if (raw instanceof String text) {
      return fromText(text);
    }
    throw BadValueException.of(raw);
  }

  /** The value as TOML. */
  String show(T value) {
    return Quoted.text(value.toString());
  }

  /** One of an enum's names, lower-cased, dashes for underscores. */
  static final class Choice<E extends Enum<E>> extends ValueType<E> {
    private final E[] constants;

    Choice(E[] constants) {
      super(Arrays.stream(constants).map(Choice::quoted).collect(Collectors.joining(" or ")));
      this.constants = constants;
    }

    @Override
    E fromText(String text) throws BadValueException {
      for (E constant : constants) {
        if (word(constant).equals(text)) {
          return constant;
        }
      }
      throw BadValueException.of(text);
    }

    @Override
    String show(E value) {
      return quoted(value);
    }

    private static String quoted(Enum<?> constant) {
      return Quoted.text(word(constant));
    }

    private static String word(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A whole number, not negative. */
  static final class Whole extends ValueType<Integer> {
    Whole() {
      super("a whole number, 0 or more");
    }

    @Override
    Integer fromText(String text) throws BadValueException {
      try {
        return checked(Long.parseLong(text), text);
      } catch (NumberFormatException e) {
        throw BadValueException.of(text);
      }
    }

    @Override
    Integer fromToml(Object raw) throws BadValueException {
      if (raw instanceof Long number) {
        return checked(number, raw);
      }
      throw BadValueException.of(raw);
    }

    @Override
    String show(Integer value) {
      return value.toString();
    }

    private static int checked(long number, Object raw) throws BadValueException {
      if (number < 0 || number > Integer.MAX_VALUE) {
        throw BadValueException.of(raw);
      }
      return (int) number;
    }
  }

  /** True or false. */
  static final class Flag extends ValueType<Boolean> {
    Flag() {
      super("true or false");
    }

    @Override
    Boolean fromText(String text) throws BadValueException {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw BadValueException.of(text);
      };
    }

    @Override
    Boolean fromToml(Object raw) throws BadValueException {
      if (raw instanceof Boolean flag) {
        return flag;
      }
      throw BadValueException.of(raw);
    }

    @Override
    String show(Boolean value) {
      return value.toString();
    }
  }

  /** What is in the table of settings and not built: only {@code false} is true of it. */
  static final class Never extends ValueType<Boolean> {

    /**
     * @param why what to do instead
     */
    Never(String why) {
      super("false: " + why);
    }

    @Override
    Boolean fromText(String text) throws BadValueException {
      if (text.equals("false")) {
        return false;
      }
      throw BadValueException.of(text);
    }

    @Override
    Boolean fromToml(Object raw) throws BadValueException {
      if (Boolean.FALSE.equals(raw)) {
        return false;
      }
      throw BadValueException.of(raw);
    }

    @Override
    String show(Boolean value) {
      return value.toString();
    }
  }

  /** A list without repeats; separated by commas in the environment. */
  static final class ListOf<T> extends ValueType<List<T>> {
    private final ValueType<T> element;

    ListOf(ValueType<T> element) {
      super("a list of " + element.expected());
      this.element = element;
    }

    @Override
    List<T> fromText(String text) throws BadValueException {
      List<String> parts = new ArrayList<>();
      int start = 0;
      for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', start)) {
        parts.add(text.substring(start, comma).strip());
        start = comma + 1;
      }
      parts.add(text.substring(start).strip());
      return fromToml(parts);
    }

    @Override
    List<T> fromToml(Object raw) throws BadValueException {
      if (!(raw instanceof List<?> list)) {
        throw BadValueException.of(raw);
      }
      List<T> values = new ArrayList<>();
      for (Object item : list) {
        T value = element.fromToml(item);
        if (!values.contains(value)) {
          values.add(value);
        }
      }
      return List.copyOf(values);
    }

    @Override
    String show(List<T> value) {
      return value.stream().map(element::show).collect(Collectors.joining(", ", "[", "]"));
    }
  }
}
