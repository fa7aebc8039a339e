package org.emailflow.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A site's own texts of notices: files {@code <case>.<language>.txt} in one folder, each in place
 * of the built-in text of that name. The first line is the subject; {@code {alias}} and {@code
 * {status}} are filled in.
 *
 * <p>Read once, with the settings, and refused with them: a text that is broken must not be found
 * out by the first writer who needs it.
 */
public final class NoticeTemplates {
  /** The cases, as the relay names them. */
  public static final List<String> CASES =
      List.of(
          "no-such-address",
          "blind-copy",
          "cannot-be-masked",
          "unanswered",
          "not-accepted",
          "given-up",
          "not-delivered");

  private static final Pattern PLACE = Pattern.compile("\\{([^{}\n]*)\\}");

  private NoticeTemplates() {}

  /**
   * The texts in a folder, by file name.
   *
   * @throws ConfigException with the file's name, where one cannot be used
   */
  static Map<String, String> read(Path folder) {
    Map<String, String> texts = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.txt")) {
      for (Path file : files) {
        String text = TextFile.read(file, "make it anew").replace("\r\n", "\n");
        texts.put(checkedName(file), checked(file, text));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new ConfigException(folder + " is no folder; make it, or mend notice.templates");
    } catch (IOException e) {
      throw new ConfigException(
          folder + " cannot be read (" + e + "); mend notice.templates, or make the folder");
    }
    return Map.copyOf(texts);
  }

  private static String checkedName(Path file) {
    String name = file.getFileName().toString();
    List<String> known = new ArrayList<>();
    for (String word : CASES) {
      for (Language language : Language.values()) {
        known.add(word + "." + language.tag() + ".txt");
      }
    }
    if (!known.contains(name)) {
      String hint =
          Nearest.to(name, known)
              .map(near -> "did you mean " + near + "?")
              .orElse("the cases are " + String.join(", ", CASES));
      throw new ConfigException(file + " is the text of no notice; " + hint);
    }
    return name;
  }

  private static String checked(Path file, String text) {
    int line = text.indexOf('\n');
    if (line < 1 || text.substring(0, line).isBlank() || text.substring(line).isBlank()) {
      throw new ConfigException(
          file + ":1: write the subject in the first line, and the text below it");
    }
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      if (!List.of("alias", "status").contains(place.group(1))) {
        long number = text.substring(0, place.start()).lines().count();
        throw new ConfigException(
            file + ":" + number + ": " + place.group() + " is not known; use {alias} or {status}");
      }
    }
    return text;
  }
}
