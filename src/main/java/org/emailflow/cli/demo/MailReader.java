package org.emailflow.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a message as a mail program shows it, with Jakarta Mail. */
final class MailReader {
  private static final Pattern TAKES_PART =
      Pattern.compile("^(ORGANIZER|ATTENDEE)\\b.*?:mailto:(\\S+)", Pattern.CASE_INSENSITIVE);

  private final List<String> text = new ArrayList<>();
  private final List<String> extras = new ArrayList<>();
  private final List<String> attached = new ArrayList<>();

  private MailReader() {}

  static MailView read(byte[] message) {
    try {
      MimeMessage mail = Places.parse(message);
      MailReader reader = new MailReader();
      reader.part(mail);
      return new MailView(
          people(mail, "From"),
          people(mail, "To"),
          Places.decoded(field(mail, "Subject")),
          field(mail, "Message-ID"),
          field(mail, "In-Reply-To"),
          field(mail, "References"),
          reader.text,
          reader.extras,
          reader.attached);
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException("a message of the demonstration cannot be read", e);
    }
  }

  private void part(Part part) throws MessagingException, IOException {
    String type = Places.type(part);
    if (type.startsWith("multipart/")) {
      Multipart multipart = (Multipart) part.getContent();
      for (int i = 0; i < multipart.getCount(); i++) {
        part(multipart.getBodyPart(i));
      }
    } else if (type.equals("text/plain") && text.isEmpty()) {
      Places.text(part).lines().forEach(text::add);
    } else if (type.equals("text/calendar")) {
      calendar(Places.text(part));
    } else if (part.getFileName() != null) {
      attachment(part, part.getInputStream().readAllBytes());
    }
  }

  private void attachment(Part part, byte[] content) throws MessagingException {
    extras.add(
        "attached: "
            + (part.getFileName() + " (" + Places.type(part) + ", " + content.length + " bytes)"));
    attached.add(new String(content, ISO_8859_1));
  }

  private void calendar(String calendar) {
    calendar
        .replaceAll("\\R[ \\t]", "")
        .lines()
        .map(TAKES_PART::matcher)
        .filter(Matcher::find)
        .map(
            match ->
                "invitation: " + match.group(1).toLowerCase(Locale.ROOT) + " " + match.group(2))
        .forEach(extras::add);
  }

  private static String field(MimeMessage mail, String name) throws MessagingException {
    String value = mail.getHeader(name, ", ");
    return value == null ? "" : MimeUtility.unfold(value).strip();
  }

  private static String people(MimeMessage mail, String name) throws MessagingException {
    return Arrays.stream(InternetAddress.parseHeader(field(mail, name), false))
        .map(MailReader::person)
        .collect(Collectors.joining(", "));
  }

  private static String person(InternetAddress address) {
    return address.getPersonal() == null
        ? address.getAddress()
        : address.getPersonal() + " <" + address.getAddress() + ">";
  }
}
