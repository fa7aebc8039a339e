package org.emailflow.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Every text in a message that a translation must reach, decoded: fields, text parts at any depth,
 * embedded messages. Read with Jakarta Mail, which the relay does not use.
 *
 * <p>Never fails: what the library cannot read as what it says it is, is taken as the text that it
 * is. Other parts (pictures, PDF files) are not looked into, which is a documented limit of the
 * relay.
 */
final class Places {
  private static final Set<String> CALENDAR = Set.of("application/ics");

  private final List<String> texts = new ArrayList<>();

  private Places() {}

  static List<String> of(byte[] message) {
    Places places = new Places();
    try {
      places.part(parse(message));
    } catch (MessagingException unreadable) {
      places.texts.add(new String(message, ISO_8859_1));
    }
    return places.texts;
  }

  static MimeMessage parse(byte[] message) throws MessagingException {
    return new MimeMessage(null, new ByteArrayInputStream(message));
  }

  private void part(Part part) throws MessagingException {
    fields(part.getAllHeaders());
    String type = type(part);
    try {
      if (type.startsWith("multipart/")) {
        multipart((Multipart) part.getContent());
      } else if (type.equals("message/rfc822")) {
        part((Part) part.getContent());
      } else if (type.startsWith("text/") || CALENDAR.contains(type)) {
        texts.add(text(part));
      }
    } catch (IOException | MessagingException | ClassCastException notWhatItSays) {
      texts.add(raw(part));
    }
  }

  private void fields(Enumeration<Header> fields) {
    while (fields.hasMoreElements()) {
      String value = fields.nextElement().getValue();
      texts.add(value);
      texts.add(decoded(MimeUtility.unfold(value)));
    }
  }

  private void multipart(Multipart multipart) throws MessagingException {
    for (int i = 0; i < multipart.getCount(); i++) {
      part(multipart.getBodyPart(i));
    }
  }

  /** Type and subtype in lower case; {@code text/plain} where it cannot be read. */
  static String type(Part part) {
    try {
      return new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
    } catch (MessagingException broken) {
      return "text/plain";
    }
  }

  /** The text of a part without its transfer encoding, in its charset as far as that is known. */
  static String text(Part part) throws MessagingException, IOException {
    try (InputStream in = part.getInputStream()) {
      return new String(in.readAllBytes(), charset(part));
    }
  }

  private static Charset charset(Part part) {
    try {
      String name = new ContentType(part.getContentType()).getParameter("charset");
      return name == null ? ISO_8859_1 : Charset.forName(MimeUtility.javaCharset(name));
    } catch (MessagingException | IllegalArgumentException unknown) {
      return ISO_8859_1;
    }
  }

  private static String raw(Part part) {
    try {
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      part.writeTo(out);
      return out.toString(ISO_8859_1);
    } catch (IOException | MessagingException unreadable) {
      return "";
    }
  }

  static String decoded(String field) {
    try {
      return MimeUtility.decodeText(field);
    } catch (IOException unknownCharset) {
      return field;
    }
  }
}
