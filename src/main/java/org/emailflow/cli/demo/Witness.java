package org.emailflow.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for what must stay hidden: in the bytes as they are to be sent, and in every text as a
 * reader or a program would decode it.
 *
 * <p>An address or a host counts only as a whole, as in the relay's own rules, which are not asked:
 * a witness has eyes of its own.
 */
final class Witness {
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
  private static final Pattern ENTITY = Pattern.compile("&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));?");
  private static final Pattern UNSEEN = Pattern.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]");

  private Witness() {}

  /** Which of {@code secrets} stand anywhere in the bytes or in a decoded text. */
  static List<String> found(byte[] message, Collection<String> secrets) {
    return search(secrets, Stream.concat(Stream.of(latin1(message)), texts(message)).toList());
  }

  /** As {@link #found}, less what only parts hold that the relay does not look into. */
  static List<String> readable(byte[] message, Collection<String> secrets) {
    return search(secrets, texts(message).toList());
  }

  private static String latin1(byte[] message) {
    return new String(message, ISO_8859_1);
  }

  private static Stream<String> texts(byte[] message) {
    return Places.of(message).stream().flatMap(text -> Stream.of(text, plain(text), bare(text)));
  }

  private static List<String> search(Collection<String> secrets, List<String> texts) {
    return secrets.stream().distinct().filter(secret -> stands(secret, texts)).toList();
  }

  private static boolean stands(String secret, List<String> texts) {
    String before = secret.contains("@") ? "(?<![A-Za-z0-9._+-])" : "(?<![A-Za-z0-9-])";
    Pattern whole =
        Pattern.compile(
            before + Pattern.quote(secret) + "(?![A-Za-z0-9-]|\\.[A-Za-z0-9])",
            Pattern.CASE_INSENSITIVE);
    return texts.stream().anyMatch(text -> whole.matcher(text).find());
  }

  /** Without what is not seen and with what is escaped. */
  private static String plain(String text) {
    String unescaped = ENTITY.matcher(text).replaceAll(Witness::character);
    unescaped = ESCAPE.matcher(unescaped).replaceAll(Witness::octet);
    return UNSEEN.matcher(unescaped).replaceAll("");
  }

  /** As {@link #plain}, without tags and without the line breaks of folded and flowed text. */
  private static String bare(String text) {
    return plain(TAG.matcher(text).replaceAll("")).replaceAll(" ?\\R[ \\t]?", "");
  }

  private static String character(java.util.regex.MatchResult entity) {
    int code =
        entity.group(1) != null
            ? Integer.parseInt(entity.group(1), 16)
            : Integer.parseInt(entity.group(2));
    return Character.isValidCodePoint(code)
        ? Matcher.quoteReplacement(Character.toString(code))
        : "?";
  }

  private static String octet(java.util.regex.MatchResult escape) {
    return Matcher.quoteReplacement(URLDecoder.decode(escape.group(), StandardCharsets.ISO_8859_1));
  }
}
