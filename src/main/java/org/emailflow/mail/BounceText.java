package org.emailflow.mail;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a mail system tells in its own words, in a report without a part for programs or beside one:
 * from qmail's (the QSBMF format) to those that no document describes.
 *
 * <p>Only the words above the copy of the message that came back are read: below it a person could
 * have written anything. What they mean is looked up in a table of phrases, {@code
 * bounce-openings.txt}.
 */
public final class BounceText {
  /** Reports are short above the copy. */
  private static final int MOST = 8000;

  private static final int OPENING = 4000;

  private static final Phrases OPENINGS = Phrases.of(BounceText.class, "bounce-openings.txt");

  /** The line above the copy, or the first line of its header. */
  private static final Pattern COPY =
      Pattern.compile(
          "(?im)^(?:[-=_*# >|]{0,40}(?:this is (?:a|the) (?:permanent )?copy of|below this line is"
              + "|included (?:below )?is (?:a|the) copy|(?:the )?headers? of (?:the|your) original"
              + "|(?:begin |the )?(?:original|returned|unsent|undelivered|rejected|bounced)"
              + " (?:message|mail|e-?mail)(?:\\W*$| (?:as )?follow| header|:)|below is (?:a|the) copy"
              + "|message (?:headers?|text|contents?|body)\\b.{0,20}(?:follow|:)"
              + "|(?:a )?copy of (?:the|your) (?:original )?(?:message|mail)|bounced e-?mail)"
              + "|(?:received|return-path|dkim-signature|message-id|mime-version|x-mailer): )");

  private static final Pattern STATUS =
      Pattern.compile("(?<![0-9.\\w])([45]\\.\\d{1,2}\\.\\d{1,3})(?![0-9.]\\d|\\d)");
  private static final Pattern REPLY_STATUS =
      Pattern.compile("\\b[45]\\d\\d[- ]\\W{0,2}([45]\\.\\d{1,2}\\.\\d{1,3})(?!\\d)");
  private static final Pattern REPLY =
      Pattern.compile("(?m)(?:^|[:;'\"(>] ?|said |error |code )\\W?([45][0-5]\\d)(?=[- ]|$)");

  private final String words;
  private final String normal;
  private final String subject;

  private BounceText(String words, String subject) {
    this.words = words;
    this.normal = Phrases.normal(words);
    this.subject = Phrases.normal(subject);
  }

  /** Reads a message, of which nothing may be more than a guess that it is a report. */
  public static BounceText of(Message message) throws IOException {
    return of(message.octets(), message.root());
  }

  static BounceText of(Octets octets, Entity root) throws IOException {
    String text = PartText.first(octets, root, MOST);
    String unified = text.replace("\r\n", "\n").replace('\r', '\n');
    Matcher copy = COPY.matcher(unified);
    String subject = root.header().first("Subject").map(Field::text).orElse("");
    return new BounceText(copy.find() ? unified.substring(0, copy.start()) : unified, subject);
  }

  /** The mail system's own words, above the copy of the message. */
  public String words() {
    return words;
  }

  /** Whether it begins as reports of mail systems do. */
  boolean isReport() {
    return OPENINGS.has("report", normal.substring(0, Math.min(OPENING, normal.length())));
  }

  /** Whether it tells a reply or a status of SMTP. */
  boolean hasCode() {
    return find(STATUS).or(() -> find(REPLY)).isPresent();
  }

  /** What is told of the one recipient that the report is about. */
  public DeliveryReport.Outcome outcome() {
    boolean delayed = OPENINGS.has("delayed", subject + " " + normal);
    return new DeliveryReport.Outcome(
        delayed ? "delayed" : "failed",
        find(REPLY_STATUS).or(() -> find(STATUS)),
        find(REPLY),
        words.strip(),
        "",
        Optional.empty());
  }

  private Optional<String> find(Pattern pattern) {
    Matcher matcher = pattern.matcher(words);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
