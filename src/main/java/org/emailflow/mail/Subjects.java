package org.emailflow.mail;

import java.util.Optional;
import java.util.regex.Pattern;

/** What the subject of a message says that programs wrote: a table of how they begin. */
final class Subjects {
  private static final Phrases TABLE = Phrases.of(Subjects.class, "automatic-subjects.txt");

  /** What some systems put before it. */
  private static final Pattern FRONT =
      Pattern.compile("^[\\s*\\[(<\"'!-]*(?:(?:postmaster|external|ext)[\\])]\\s*)?");

  private Subjects() {}

  /** {@code bounce}, {@code absence}, {@code challenge}, {@code receipt}, or none of these. */
  static Optional<String> of(Header header) {
    String subject = header.first("Subject").map(Field::text).orElse("");
    if (subject.isBlank()) {
      return Optional.empty();
    }
    return TABLE.find(FRONT.matcher(Phrases.normal(subject)).replaceFirst(""));
  }
}
