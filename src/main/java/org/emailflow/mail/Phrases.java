package org.emailflow.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A table of phrases out of a resource: a line is a word, blanks, and a regular expression; the
 * first line whose expression is found tells the word. Lines that are empty or begin with # are for
 * the reader.
 *
 * <p>Text is compared in lower case, blanks and line ends as one blank. Immutable.
 */
public final class Phrases {
  private record Phrase(String word, Pattern pattern) {}

  private static final Pattern BLANKS = Pattern.compile("[\\s\\u00a0]+");

  private final List<Phrase> phrases;

  /** All of them: mail of people has none, and is seen to have none in one go. */
  private final Pattern any;

  private Phrases(List<Phrase> phrases) {
    this.phrases = phrases;
    this.any =
        Pattern.compile(
            phrases.stream().map(p -> "(?:" + p.pattern() + ")").collect(Collectors.joining("|")));
  }

  /**
   * Reads a table.
   *
   * @param room a class beside the resource
   */
  public static Phrases of(Class<?> room, String resource) {
    try (InputStream in = room.getResourceAsStream(resource)) {
      if (in == null) {
        throw new AssertionError("no resource " + resource);
      }
      return new Phrases(
          new BufferedReader(new InputStreamReader(in, UTF_8))
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(Phrases::phrase)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + resource, e);
    }
  }

  private static Phrase phrase(String line) {
    String[] columns = line.split("\\s+", 2);
    return new Phrase(columns[0], Pattern.compile(columns[1].strip()));
  }

  /** Text as it is compared. */
  public static String normal(String text) {
    return BLANKS.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The word of the first line that is found.
   *
   * @param normal as {@link #normal} makes it
   */
  public Optional<String> find(String normal) {
    if (!any.matcher(normal).find()) {
      return Optional.empty();
    }
    return phrases.stream()
        .filter(phrase -> phrase.pattern().matcher(normal).find())
        .findFirst()
        .map(Phrase::word);
  }

  /** Whether any line of that word is found. */
  public boolean has(String word, String normal) {
    return phrases.stream()
        .anyMatch(p -> p.word().equals(word) && p.pattern().matcher(normal).find());
  }
}
