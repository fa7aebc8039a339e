package org.emailflow.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.commons.io.IOUtils;
import org.emailflow.config.Language;

/**
 * The readable part of a notice, from a template a case and language: the first line is the
 * subject, the rest the text; {@code {alias}} and {@code {status}} are filled in.
 */
record NoticeText(String subject, String body) {

  /**
   * The text of a case in a language.
   *
   * @param own the site's own templates, by name
   */
  static NoticeText of(Refusal refusal, Language language, String alias, Map<String, String> own) {
    String name = refusal.topic().word() + "." + language.tag() + ".txt";
    String template = own.containsKey(name) ? own.get(name) : template(name);
    int line = template.indexOf('\n');
    String body =
        template
            .substring(line + 1)
            .replace("{alias}", alias)
            .replace("{status}", refusal.status());
    return new NoticeText(template.substring(0, line).strip(), body);
  }

  private static String template(String name) {
    try (InputStream in = NoticeText.class.getResourceAsStream("notice/" + name)) {
      if (in == null) {
        throw new AssertionError("no notice template " + name);
      }
      return IOUtils.toString(in, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the notice template " + name, e);
    }
  }
}
