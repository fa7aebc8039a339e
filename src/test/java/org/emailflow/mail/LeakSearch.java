package org.emailflow.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for a secret in a message with another reader than ours: the library's, and for what a
 * person sees in a text, the JDK's and regular expressions.
 */
final class LeakSearch {

  private static final Pattern REFERENCE = Pattern.compile("&#(?:x(\\p{XDigit}+)|(\\d+));?");
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\u00AD\\u034F\\u200B-\\u200D\\u2060\\uFEFF\\x{E0100}-\\x{E01EF}]");

  private static final Pattern HEX_ESCAPE =
      Pattern.compile("\\\\(?:x(\\p{XDigit}{2})|u\\{?(\\p{XDigit}{2,4})\\}?|(\\p{XDigit}{2,6}) ?)");

  private static final Pattern OCTAL_ESCAPE = Pattern.compile("\\\\([0-3]?[0-7]{1,2})");

  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9+_-]{12,}");

  private LeakSearch() {}

  /** Whether the address stands anywhere in the message, in any reading. */
  static boolean finds(String message, String address) throws IOException, MessagingException {
    List<String> texts = new ArrayList<>(List.of(message));
    Session session = Session.getInstance(new Properties());
    byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
    collect(new MimeMessage(session, new ByteArrayInputStream(bytes)), texts);
    String secret = address.toLowerCase(Locale.ROOT);
    return texts.stream()
        .flatMap(text -> readings(text).stream())
        .anyMatch(text -> holds(text.toLowerCase(Locale.ROOT), secret) || encodes(text, secret));
  }

  /** The decoded text of all text parts, one after the other. */
  static List<String> textsOf(String message) throws IOException, MessagingException {
    List<String> texts = new ArrayList<>();
    Session session = Session.getInstance(new Properties());
    byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
    texts(new MimeMessage(session, new ByteArrayInputStream(bytes)), texts);
    return texts;
  }

  private static boolean holds(String text, String secret) {
    String sign = Pattern.quote(secret).replace("@", "\\E[ \\t\u00A0]?@[ \\t\u00A0]?\\Q");
    String end = "(?![a-z0-9-]|\\.[a-z0-9])";
    String host = Pattern.quote(secret.substring(secret.indexOf('@') + 1));
    String local = Pattern.quote(secret.substring(0, secret.indexOf('@')));
    return List.of(
            "(?<![a-z0-9._+-])" + sign + end,
            "(?<![a-z0-9._+-])_+" + sign + "_",
            "\\.\\.\\." + sign + end,
            "(?<![a-z0-9])" + Pattern.quote(secret.replace('@', '=')) + "@",
            "=" + host + "=" + local + "@",
            "(?<![a-z0-9])[cm]id:[^ \"<>()\\[\\]]*(?<![a-z0-9-])" + host + end)
        .stream()
        .anyMatch(p -> Pattern.compile(p).matcher(text).find());
  }

  private static boolean encodes(String text, String secret) {
    return VALUE
        .matcher(text)
        .results()
        .map(m -> m.group().substring(0, m.group().length() - over(m.group().length())))
        .map(value -> Base64.getDecoder().decode(value.replace('-', '+').replace('_', '/')))
        .map(value -> new String(value, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT))
        .anyMatch(value -> value.contains(secret) && holds(value, secret));
  }

  /** One sign more than whole groups is of none. */
  private static int over(int length) {
    return length % 4 == 1 ? 1 : 0;
  }

  private static void collect(Part part, List<String> out) throws IOException, MessagingException {
    for (Header header : Collections.list(part.getAllHeaders())) {
      String value = header.getValue();
      out.add(decoded(MimeUtility.unfold(value)));
      out.add(decoded(value.replaceAll("\r?\n[ \t]+", "")));
    }
    parameters(part, out);
    texts(part, out);
    if (isMultipart(part) && part.getContent() instanceof MimeMultipart parts) {
      out.add(parts.getPreamble() == null ? "" : parts.getPreamble());
      for (int i = 0; i < parts.getCount(); i++) {
        collect(parts.getBodyPart(i), out);
      }
    } else if (part.isMimeType("message/rfc822")) {
      Session session = Session.getInstance(new Properties());
      collect(new MimeMessage(session, part.getInputStream()), out);
    }
  }

  private static void parameters(Part part, List<String> out) throws MessagingException {
    String type = part.getContentType();
    if (type != null && type.contains("name")) {
      String name = new ContentType(type).getParameter("name");
      out.add(name == null ? "" : decoded(name));
    }
    out.add(part.getFileName() == null ? "" : decoded(part.getFileName()));
  }

  private static void texts(Part part, List<String> out) throws IOException, MessagingException {
    if (part.isMimeType("text/*") || part.isMimeType("application/ics")) {
      byte[] bytes = part.getInputStream().readAllBytes();
      String charset = new ContentType(part.getContentType()).getParameter("charset");
      out.add(new String(bytes, charset(charset)));
      out.add(new String(bytes, StandardCharsets.ISO_8859_1));
    } else if (isMultipart(part) && part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart child = parts.getBodyPart(i);
        texts(child, out);
      }
    }
  }

  private static boolean isMultipart(Part part) throws MessagingException {
    return part.isMimeType("multipart/*");
  }

  private static Charset charset(String name) {
    try {
      return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.UTF_8;
    }
  }

  private static String decoded(String value) {
    try {
      return MimeUtility.decodeText(value);
    } catch (UnsupportedEncodingException unknown) {
      return value;
    }
  }

  /** As written, unfolded, without escapes, and as seen, each with and without tags. */
  private static List<String> readings(String text) {
    List<String> readings = new ArrayList<>();
    for (String raw : List.of(text, text.replaceAll("\r?\n[ \t]", ""))) {
      readings.add(raw);
      readings.add(seen(raw));
      readings.add(seen(raw.replaceAll("<[^>]*>", "")));
      readings.add(raw.replaceAll("\\\\[nNrt]", "\n"));
      readings.add(unescaped(raw));
      readings.add(unescaped(raw.replace("\\\\", "\\")));
      readings.add(OCTAL_ESCAPE.matcher(raw).replaceAll(m -> character(hex(m.group(1), 8))));
    }
    return readings;
  }

  private static String unescaped(String raw) {
    return HEX_ESCAPE.matcher(raw).replaceAll(m -> character(m.group(1), m.group(2), m.group(3)));
  }

  private static String character(String... codes) {
    String code = Arrays.stream(codes).filter(c -> c != null).findFirst().orElseThrow();
    int point = Integer.parseInt(code, 16);
    boolean valid = Character.isValidCodePoint(point);
    return Matcher.quoteReplacement(valid ? Character.toString(point) : "?");
  }

  private static String seen(String text) {
    String references =
        REFERENCE
            .matcher(text.replace("&commat;", "@").replace("&shy;", ""))
            .replaceAll(m -> character(m.group(1), decimal(m.group(2))));
    String escapes = references.replaceAll("%(?!\\p{XDigit}{2})", "%25").replace("+", "%2B");
    String plain = URLDecoder.decode(escapes, StandardCharsets.UTF_8);
    String visible = INVISIBLE.matcher(plain).replaceAll("");
    return Normalizer.normalize(visible, Normalizer.Form.NFKC);
  }

  private static String decimal(String digits) {
    return digits == null ? null : hex(digits, 10);
  }

  private static String hex(String digits, int radix) {
    return Integer.toHexString(Integer.parseInt(digits, radix));
  }
}
