package org.emailflow.mail;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Messages made by chance, with an address planted in any place, charset, transfer encoding and
 * writing that mail knows. The same seed makes the same message.
 */
final class GeneratedMail {

  private static final Map<String, String> WORDS =
      Map.of(
          "utf-8", "Grüße 日本 мир",
          "iso-2022-jp", "日本語の",
          "shift_jis", "日本語ソ表",
          "gb18030", "中文",
          "koi8-r", "мир",
          "utf-16", "日本 é",
          "utf-16be", "é 日",
          "windows-1252", "Grüße €",
          "us-ascii", "hello");

  /** All other charsets in which the JVM can write an address. */
  private static final List<String> OTHERS =
      Charset.availableCharsets().values().stream()
          .filter(c -> c.canEncode() && TestSpace.ANN.equals(again(TestSpace.ANN, c)))
          .map(Charset::name)
          .filter(name -> !WORDS.containsKey(name.toLowerCase(Locale.ROOT)))
          .toList();

  /** The address, its base64, with {@code =} in place of the sign, and in a value in base64. */
  private static final List<String> PLAIN_FORMS =
      List.of(
          "%1$s",
          "<%1$s>",
          "mailto:%1$s?x",
          "\"%1$s\",",
          "_%1$s_",
          "see...%1$s",
          "{\"text\": \"Write to\\n%1$s\\r\\n\"}",
          "https://x.test/?eid=%2$s&x",
          "https://x.test/?d=%4$s&x",
          "list-12-%3$s@list.test",
          "SRS0=Hd+4=TT=%5$s@forwarder.test");

  private final Random random;
  private final String secret;
  private final boolean plainOnly;
  private int boundaries;

  /**
   * @param plainOnly whether the address only stands as a person writes it, so that a translation
   *     there and back gives the same text
   */
  GeneratedMail(long seed, String secret, boolean plainOnly) {
    this.random = new Random(seed);
    this.secret = secret;
    this.plainOnly = plainOnly;
  }

  /** A message, a character for a byte. */
  String message() {
    return message(0);
  }

  private String message(int depth) {
    StringBuilder out = new StringBuilder("From: Ann <" + secret + ">\nMIME-Version: 1.0\n");
    out.append("To: service-2@relay.test\nSubject: ").append(unstructured()).append('\n');
    for (String name : List.of("Thread-Topic", "X-Mailer", "Sender", "Content-Description")) {
      out.append(random.nextInt(3) == 0 ? name + ": " + unstructured() + "\n" : "");
    }
    out.append(random.nextBoolean() ? "References: <1@mail.real.example> (" + secret + ")\n" : "");
    out.append(random.nextBoolean() ? "Disposition-Notification-To: " + secret + "\n" : "");
    out.append(plainOnly ? "" : moreFields());
    String all = out + part(depth);
    return depth == 0 && random.nextInt(4) == 0 ? crlf(all) : all;
  }

  private String moreFields() {
    return pick(
        "",
        "Reply-To: " + secret + "\nReply-To: \"" + secret + "\" <" + secret + ">\n",
        "Date: Sat, 21 Nov 2026 10:00:00 +0000 (" + secret + ")\n",
        "Cc: Some Group: " + secret + ", <" + secret + ">;\n",
        "Thread-Index: " + secret + "\nContent-Location: mailto:" + secret + "\n",
        "In-Reply-To: Your mail " + word(secret) + " of Saturday\n",
        "Subject: again " + secret + "\nX-Original-From: " + secret + "\n",
        "Importance: " + secret + "\n");
  }

  /** A 16-bit line end stays what it is: such bodies are always encoded. */
  private static String crlf(String message) {
    return message.replace("\r\n", "\n").replace("\n", "\r\n");
  }

  private String unstructured() {
    return switch (random.nextInt(plainOnly ? 2 : 6)) {
      case 0 -> "Re: " + secret + " again";
      case 1 -> "no address";
      case 2 -> word("x " + secret + " y");
      case 3 -> word(secret.substring(0, 7)) + "\n " + word(secret.substring(7));
      case 4 -> "x " + secret.substring(0, 8) + "\n " + secret.substring(8);
      default -> "x " + secret.replace("@", pick("%40", "&#64;", "&commat;")) + " y";
    };
  }

  private String word(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (random.nextBoolean()) {
      return "=?utf-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }
    StringBuilder q = new StringBuilder("=?iso-8859-1?Q?");
    for (byte b : bytes) {
      q.append(Character.isLetter(b) ? "" + (char) b : String.format("=%02X", b & 0xff));
    }
    return q + "?=";
  }

  /** The Content fields and the body of an entity. */
  private String part(int depth) {
    int kind = depth > 2 ? random.nextInt(4) : random.nextInt(12);
    return switch (kind) {
      case 4, 5 -> multipart(depth);
      case 6 -> "Content-Type: message/rfc822\n\n" + message(depth + 1);
      case 7 ->
          plainOnly
              ? "Content-Type: image/png\nContent-Disposition: attachment\n\nx\n"
              : "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
                  + base64(TestMail.bytes(message(depth + 1)));
      case 9 -> plainOnly ? text() : calendar();
      case 10 -> plainOnly ? text() : block();
      case 11 -> plainOnly ? text() : related();
      case 8 -> "Content-Type: image/png; name=\"" + unfoldedName() + "\"\n\npng\n";
      default -> text();
    };
  }

  private String calendar() {
    String type = pick("text/calendar", "application/ics", "text/vcard", "text/x-vcard");
    String body =
        "BEGIN:X\nUID:"
            + secret
            + "\nORGANIZER;CN=\""
            + secret
            + "\":mailto:"
            + split("\n ")
            + "\nEMAIL;X="
            + secret
            + ";EMAIL="
            + secret
            + ":"
            + split("\n\t")
            + "\nX-Y:"
            + secret.replace("@", "%40")
            + "\nDESCRIPTION:Call\\n"
            + secret
            + "\\nATTACH:"
            + strayLink()
            + "\nEND:X\n";
    return "Content-Type: " + type + "\n" + encoded(TestMail.bytes(body), false);
  }

  private String block() {
    String type =
        pick(
            "message/delivery-status",
            "message/disposition-notification",
            "message/external-body",
            "message/feedback-report",
            "message/global-headers");
    return "Content-Type: "
        + type
        + "; url=\"mailto:"
        + secret
        + "\"\n\nSubject: "
        + unstructured()
        + "\nFinal-Recipient: rfc822; "
        + secret
        + "\nDiagnostic-Code: smtp; <"
        + secret
        + ">\nX-Y: "
        + secret
        + "\n\n"
        + secret
        + "\n";
  }

  private String related() {
    String id = pick("1@mail.real.example", "real.example", secret);
    return "Content-Type: multipart/related; boundary=rel"
        + ++boundaries
        + "; start=\"<"
        + id
        + ">\"\n\n--rel"
        + boundaries
        + "\nContent-Type: text/html\nContent-ID: <"
        + id
        + ">\n\n<img src=cid:"
        + id
        + "> "
        + form(true)
        + "\n--rel"
        + boundaries
        + "--\n";
  }

  private String unfoldedName() {
    return pick(secret + " x.png", "cv.png", "a " + secret);
  }

  private String multipart(int depth) {
    String boundary =
        pick("=_b", "=_real.example ", "--mail.real.example.", secret) + " " + boundaries++;
    StringBuilder out = new StringBuilder();
    out.append("Content-Type: multipart/").append(pick("mixed", "alternative", "related"));
    out.append(";\n boundary=\"").append(boundary).append("\"\n\n");
    out.append(pick("", "preamble " + secret + "\n"));
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      out.append("--").append(boundary).append('\n').append(part(depth + 1)).append('\n');
    }
    return out + "--" + boundary + "--\n" + pick("", "epilogue " + secret + "\n");
  }

  private String text() {
    String charset =
        random.nextInt(3) == 0
            ? pick(OTHERS.toArray(String[]::new))
            : pick(WORDS.keySet().stream().sorted().toArray(String[]::new));
    boolean html = random.nextBoolean();
    StringBuilder text = new StringBuilder();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      text.append(WORDS.getOrDefault(charset, "hello"))
          .append(pick(" ", " annabel@real.example.org ", "\n"));
      text.append(form(html)).append(pick(" ", ".\n", ", ", "\n"));
    }
    byte[] bytes = text.toString().getBytes(Charset.forName(charset));
    String type = "Content-Type: text/" + (html ? "html" : "plain") + "; charset=" + charset + "\n";
    return type + encoded(bytes, !isAscii(Charset.forName(charset)));
  }

  private static String again(String text, Charset charset) {
    return new String(text.getBytes(charset), charset);
  }

  /** Whether the line ends and the boundaries of a message would be themselves in it. */
  private static boolean isAscii(Charset charset) {
    return TestMail.string("\n-a".getBytes(charset)).equals("\n-a");
  }

  private String encoded(byte[] bytes, boolean wide) {
    return switch (random.nextInt(wide ? 2 : 3)) {
      case 0 -> "Content-Transfer-Encoding: base64\n\n" + base64(bytes);
      case 1 -> "Content-Transfer-Encoding: quoted-printable\n\n" + quotedPrintable(bytes);
      default -> "Content-Transfer-Encoding: 8bit\n\n" + TestMail.string(bytes);
    };
  }

  private String form(boolean html) {
    if (plainOnly || random.nextInt(5) == 0) {
      return formatted(pick(PLAIN_FORMS.toArray(String[]::new)));
    }
    return switch (random.nextInt(html ? 11 : 8)) {
      case 0 -> secret.toUpperCase(Locale.ROOT);
      case 1 -> secret.replace("@", "%40");
      case 2 -> secret.replace("@", pick("&#64;", "&#x40;", "&commat;"));
      case 3 -> split(pick("&shy;", "&#8203;", "&#847;", "&#xE0100;"));
      case 4 -> split(pick("\n ", "\n\t"));
      case 5 -> secret;
      case 6 -> secret.replace("@", pick(" @ ", "@ ", " @"));
      case 7 -> strayLink();
      case 8 -> split(pick("<wbr>", "<b>", "</i>"));
      case 9 -> scripted();
      default -> split("<a href=\"mailto:" + secret + "\">");
    };
  }

  private String formatted(String form) {
    String value = pick("u=7;", "u=71;", "u=711;") + secret + pick(";", ";x", ";xy");
    String host = secret.substring(secret.indexOf('@') + 1);
    String local = secret.substring(0, secret.indexOf('@'));
    return form.formatted(
        secret, base64(secret), secret.replace('@', '='), base64(value), host + "=" + local);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private String strayLink() {
    String host = secret.substring(secret.indexOf('@') + 1);
    String id = pick("image001.png", "1$2", "{A-B}") + pick("@", "%40") + pick("", "mail.") + host;
    return pick("<img src=\"", "[", "(", " ") + pick("cid:", "CID:", "mid:") + id + " ";
  }

  private String scripted() {
    return pick(
        "<script>m='"
            + secret.replace("@", pick("\\u0040", "\\x40", "\\u{40}", "\\100", "\\\\u0040"))
            + "'</script>",
        "<style>a{content:'" + secret.replace("@", pick("\\40", "\\000040")) + "'}</style>",
        "{\"a\":\"\\t" + secret + "\\n\"}",
        wide());
  }

  /** As a browser reads it: an attribute could hold it in any charset. */
  private String wide() {
    StringBuilder wide = new StringBuilder();
    secret.chars().forEach(c -> wide.append("&#").append(c + 0xFEE0).append(';'));
    return wide.toString();
  }

  private String split(String with) {
    int at = 1 + random.nextInt(secret.length() - 1);
    return secret.substring(0, at) + with + secret.substring(at);
  }

  private String base64(byte[] bytes) {
    byte[] lineEnd = {'\n'};
    int width = pick(new Integer[] {76, 60, 4});
    return Base64.getMimeEncoder(width, lineEnd).encodeToString(bytes) + pick("\n", "");
  }

  private String quotedPrintable(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (byte b : bytes) {
      boolean plain = b > 32 && b < 127 && b != '=' && random.nextInt(10) > 0;
      out.append(plain ? "" + (char) b : String.format("=%02X", b & 0xff));
      column += plain ? 1 : 3;
      if (column > 70 || random.nextInt(30) == 0) {
        out.append("=\n");
        column = 0;
      }
    }
    return out.toString();
  }

  private <T> T pick(T[] all) {
    return all[random.nextInt(all.length)];
  }

  private String pick(String first, String... more) {
    int i = random.nextInt(more.length + 1);
    return i == 0 ? first : more[i - 1];
  }
}
