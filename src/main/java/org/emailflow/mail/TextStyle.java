package org.emailflow.mail;

import java.util.Locale;

/**
 * What kind of text a part is, and so in which ways an address may be written in it.
 *
 * @param kind the text kind
 * @param delSp whether soft breaks join words (format=flowed with DelSp=yes, RFC 3676)
 */
record TextStyle(Kind kind, boolean delSp) {

  enum Kind {
    PLAIN,
    HTML,
    CALENDAR,
    CARD,
    OTHER
  }

  static final TextStyle PLAIN = new TextStyle(Kind.PLAIN, false);

  /** The style of a media type that is translated. */
  static TextStyle of(String mediaType, boolean flowed, boolean delSp) {
    Kind kind =
        switch (mediaType) {
          case "text/plain" -> Kind.PLAIN;
          case "text/html", "text/x-amp-html", "text/xml", "text/enriched", "text/richtext" ->
              Kind.HTML;
          case "text/calendar", "application/ics", "text/x-vcalendar" -> Kind.CALENDAR;
          case "text/vcard", "text/x-vcard", "text/directory" -> Kind.CARD;
          default -> Kind.OTHER;
        };
    return new TextStyle(kind, flowed && delSp);
  }

  /** Whether the media type is one whose text is translated. */
  static boolean isTranslated(String mediaType) {
    return mediaType.toLowerCase(Locale.ROOT).startsWith("text/")
        || mediaType.equals("application/ics");
  }

  boolean softBreaksJoin() {
    return delSp;
  }

  boolean markup() {
    return kind != Kind.PLAIN;
  }

  /** Whether values may be in quoted-printable inside the text (vCard 2.1, vCalendar 1.0). */
  boolean quotedLines() {
    return kind == Kind.CARD || kind == Kind.CALENDAR;
  }

  /** Whether a line is at most 75 octets, and goes on after a line end and a space. */
  boolean folds() {
    return kind == Kind.CARD || kind == Kind.CALENDAR;
  }

  /** Whether {@code &} and {@code <} must be written as character references. */
  boolean references() {
    return kind == Kind.HTML;
  }
}
