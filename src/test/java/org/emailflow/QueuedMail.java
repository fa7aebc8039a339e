package org.emailflow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A queue file as a courier and a mail program would read it; independent of the {@code mail} room.
 */
public final class QueuedMail {
  private final String name;
  private final byte[] file;
  private final int start;
  private final MimeMessage message;

  private QueuedMail(String name, byte[] file) throws MessagingException {
    this.name = name;
    this.file = file;
    this.start = new String(file, ISO_8859_1).indexOf("\n\n") + 2;
    this.message =
        new MimeMessage(null, new ByteArrayInputStream(file, start, file.length - start)) {
          @Override
          protected void updateMessageID() {}
        };
  }

  public static QueuedMail read(Path file) {
    try {
      return new QueuedMail(file.getFileName().toString(), Files.readAllBytes(file));
    } catch (IOException | MessagingException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  public String name() {
    return name;
  }

  public byte[] file() {
    return file.clone();
  }

  /** The message without the lines that a courier reads. */
  public byte[] message() {
    return Arrays.copyOfRange(file, start, file.length);
  }

  /** The message, a character a byte. */
  public String text() {
    return new String(message(), ISO_8859_1);
  }

  /** The value of an {@code X-Efm-} line. */
  public String envelope(String line) {
    return new String(file, 0, start, UTF_8)
        .lines()
        .filter(l -> l.startsWith("X-Efm-" + line + ": "))
        .map(l -> l.substring(l.indexOf(' ') + 1))
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }

  /** The address between the angle brackets of the envelope sender. */
  public String sender() {
    return envelope("Sender").replaceFirst("^<(.*)>$", "$1");
  }

  /** The address between the angle brackets of the envelope recipient. */
  public String recipient() {
    return envelope("Recipient").replaceFirst("^<([^>]*)>.*$", "$1");
  }

  /** A field, unfolded and decoded; null where there is none. */
  public String header(String field) {
    try {
      String[] values = message.getHeader(field);
      return values == null ? null : decoded(values[0]);
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  public String contentType() {
    try {
      return message.getContentType();
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  /** The user codes of our domain that stand in a field. */
  public List<String> codes(String field) {
    return Pattern.compile("user-[0-9a-z]{16}@relay\\.example")
        .matcher(header(field))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  /** The first match of a pattern in a field. */
  public String find(String field, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(header(field));
    if (!matcher.find()) {
      throw new AssertionError(field + " is " + header(field) + ", without " + pattern);
    }
    return matcher.group();
  }

  /** Whether the address or host stands in the bytes, in a decoded field or in a decoded part. */
  public boolean shows(String secret) {
    String wanted = secret.toLowerCase(Locale.ROOT);
    return views().stream()
        .anyMatch(view -> whole(wanted).matcher(view.toLowerCase(Locale.ROOT)).find());
  }

  private static Pattern whole(String secret) {
    String left = secret.indexOf('@') < 0 ? "[A-Za-z0-9-]" : "[A-Za-z0-9._+-]";
    return Pattern.compile(
        "(?<!" + left + ")" + Pattern.quote(secret) + "(?![A-Za-z0-9-]|\\.[A-Za-z0-9])");
  }

  private List<String> views() {
    List<String> views = new ArrayList<>();
    views.add(text());
    views.add(text().replaceAll("=\r?\n", ""));
    try {
      collect(message, views);
    } catch (IOException | MessagingException e) {
      views.add("unreadable: " + e.getMessage());
    }
    return views;
  }

  private static void collect(Part part, List<String> views)
      throws IOException, MessagingException {
    for (Header header : Collections.list(part.getAllHeaders())) {
      views.add(decoded(header.getValue()));
    }
    String type = part.getContentType().toLowerCase(Locale.ROOT);
    if (type.startsWith("multipart/") && part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        collect(parts.getBodyPart(i), views);
      }
    } else if (type.startsWith("message/rfc822") && part.getContent() instanceof Part inner) {
      collect(inner, views);
    } else if (type.startsWith("text/") || type.startsWith("message/")) {
      views.add(new String(part.getInputStream().readAllBytes(), UTF_8));
    }
  }

  private static String decoded(String value) {
    try {
      return MimeUtility.decodeText(MimeUtility.unfold(value));
    } catch (java.io.UnsupportedEncodingException e) {
      return value;
    }
  }

  /** The text of the message's only or first text part. */
  public String body() {
    try {
      return body(message);
    } catch (IOException | MessagingException e) {
      throw new AssertionError(e);
    }
  }

  private static String body(Part part) throws IOException, MessagingException {
    return part.getContent() instanceof Multipart parts
        ? body(parts.getBodyPart(0))
        : new String(part.getInputStream().readAllBytes(), UTF_8);
  }
}
