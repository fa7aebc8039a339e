package org.emailflow.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/**
 * A message that somebody in the story writes.
 *
 * @param file the resource that holds it, without {@code .eml}
 * @param to the alias that it goes to
 * @param received when the MTA delivered it
 * @param values what stands for each {@code {name}} in the file; {@code to} and {@code date} are
 *     always there
 */
record Letter(String file, Person writer, String to, Instant received, Map<String, String> values) {

  Letter {
    values = Map.copyOf(values);
  }

  static Letter of(String file, Person writer, String to, Instant received) {
    return new Letter(file, writer, to, received, Map.of());
  }

  /** This letter as the writer's mail program makes an answer of it. */
  Letter answering(MailView seen) {
    String references = (seen.references() + " " + seen.messageId()).strip();
    return with("in-reply-to", seen.messageId()).with("references", references);
  }

  Letter with(String name, String value) {
    Map<String, String> more = new HashMap<>(values);
    more.put(name, value);
    return new Letter(file, writer, to, received, more);
  }

  /**
   * The message. Bytes are handled as characters of ISO-8859-1, which keeps those of any charset.
   */
  byte[] bytes() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            received.minusSeconds(2).atOffset(ZoneOffset.UTC));
    String text = resource().replace("{to}", to).replace("{date}", date);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("{" + value.getKey() + "}", value.getValue());
    }
    return text.getBytes(ISO_8859_1);
  }

  private String resource() {
    try (InputStream in = Letter.class.getResourceAsStream(file + ".eml")) {
      if (in == null) {
        throw new AssertionError("no letter " + file);
      }
      return new String(in.readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the letter " + file, e);
    }
  }
}
